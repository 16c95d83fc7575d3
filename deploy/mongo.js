// The health check of MongoDB in compose.yml, for mongosh: initiates a replica set of one and creates its users. Each check
// gets as far as it can; MongoDB is healthy when the server can sign in and write. Before the first user exists, MongoDB
// allows this from within the container (localhost exception); after that nothing is allowed without a password.
const { MONGO_ROOT_PASSWORD, MONGO_PASSWORD } = process.env;
const [admin, chat] = [db.getSiblingDB("admin"), db.getSiblingDB("potato")];

let isRoot = false;
try {
  isRoot = admin.auth("root", MONGO_ROOT_PASSWORD).ok === 1;
} catch {
  try {
    rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] });
  } catch {
    // Already initiated.
  }
  if (db.hello().isWritablePrimary)
    admin.createUser({ user: "root", pwd: MONGO_ROOT_PASSWORD, roles: ["root"] });
}
if (isRoot && chat.getUser("potato") === null)
  chat.createUser({ user: "potato", pwd: MONGO_PASSWORD, roles: ["readWrite"] });

quit(isRoot && db.hello().isWritablePrimary && chat.auth("potato", MONGO_PASSWORD).ok === 1 ? 0 : 1);
