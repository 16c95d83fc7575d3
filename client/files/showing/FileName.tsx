import { cutName } from "../names";

/** In one line. Where it is too long its middle is cut, so that the extension is seen. */
export function FileName(props: { name: string }) {
  const parts = () => cutName(props.name);
  return (
    <bdi class="file-name" dir="auto" translate="no" title={parts().join("")}>
      <span>{parts()[0]}</span>
      <span>{parts()[1]}</span>
    </bdi>
  );
}
