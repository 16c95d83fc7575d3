// The health check of MongoDB in compose.yml, for mongosh: makes it a set of one, and the users it has. Each check goes as far
// as it can; it is well once the server can sign in and write. Until there is a first user, whoever asks from within the
// container may do this; from then on nobody without a password does anything.
const { MONGO_ROOT_PASSWORD, MONGO_PASSWORD } = process.env;
const [admin, chat] = [db.getSiblingDB("admin"), db.getSiblingDB("potato")];

let isRoot = false;
try {
  isRoot = admin.auth("root", MONGO_ROOT_PASSWORD).ok === 1;
} catch {
  try {
    rs.initiate({ _id: "rs0", members: [{ _id: 0, host: "mongo:27017" }] });
  } catch {
    // It is one already.
  }
  if (db.hello().isWritablePrimary)
    admin.createUser({ user: "root", pwd: MONGO_ROOT_PASSWORD, roles: ["root"] });
}
if (isRoot && chat.getUser("potato") === null)
  chat.createUser({ user: "potato", pwd: MONGO_PASSWORD, roles: ["readWrite"] });

quit(isRoot && db.hello().isWritablePrimary && chat.auth("potato", MONGO_PASSWORD).ok === 1 ? 0 : 1);
