// Sheets that are loaded on demand, and files whose address is needed.
declare module "*.css";
declare module "*?url" {
  const url: string;
  export default url;
}
