// The API document of the running server. Redocly validates its form (`bun run check:api`); these tests check its content.
import { afterAll, beforeAll, expect, test } from "bun:test";

import { statusOf } from "../errors";
import { call, guests, house, openHouse } from "../testing/people/guests";

type Parameter = {
  name: string;
  in: string;
  description?: string;
  example?: unknown;
  schema: { examples?: unknown[] };
};
type Body = {
  content: Record<string, { example?: unknown; examples?: Record<string, { externalValue?: string }> }>;
};
type Operation = {
  method: string;
  path: string;
  operationId: string;
  summary: string;
  tags: string[];
  security?: object[];
  parameters?: Parameter[];
  requestBody?: Body;
  responses: Record<string, { $ref?: string; content?: object }>;
};

let document: any;
let operations: Operation[];

beforeAll(async () => {
  await openHouse();
  // Elysia modifies the schemas of a route on its first request: that must not change the document.
  await guests(1);
  document = (await call("GET", "/swagger/json")).body;
  const paths = Object.entries<Record<string, Operation>>(document.paths);
  operations = paths.flatMap(([path, item]) =>
    Object.entries(item).map(([method, one]) => ({ ...one, method: method.toUpperCase(), path })),
  );
});
afterAll(() => house.close());

// A change here is a change of the contract: consider existing clients, then `bun test -u`.
test("the operations, and how they may answer", () => {
  const lines = operations.map(({ method, path, operationId, responses }) =>
    [method.padEnd(6), path.padEnd(34), operationId.padEnd(17), ...Object.keys(responses)].join(" "),
  );
  expect(`\n${lines.toSorted().join("\n")}\n`).toMatchInlineSnapshot(`
    "
    DELETE /api/blocks/{userId}               unblockUser       204 401 403 404 422 429 431
    DELETE /api/friends/{userId}              removeFriend      204 401 403 404 422 429 431
    DELETE /api/me                            deleteAccount     204 401 403 408 413 415 422 429 503
    DELETE /api/me/avatar                     removeAvatar      200 401 403 429
    DELETE /api/push/subscriptions            unsubscribeFromPush 204 401 403 408 413 415 422 429
    DELETE /api/rooms/{id}/image              removeRoomImage   200 401 403 404 429 431
    DELETE /api/rooms/{id}/members/{userId}   removeMember      204 401 403 404 429 431
    DELETE /api/rooms/{id}/messages/{seq}     deleteMessage     204 401 403 404 409 422 429 431 503
    DELETE /api/rooms/{id}/messages/{seq}/preview removePreview     204 401 403 404 409 422 429 431 503
    DELETE /api/rooms/{id}/messages/{seq}/reactions/{emoji} removeReaction    204 401 403 404 409 422 429 431 503
    DELETE /api/rooms/{id}/pins/{seq}         unpinMessage      204 401 403 404 409 422 429 431 503
    DELETE /api/sessions                      signOutEverywhere 204 401 403 429
    DELETE /api/sessions/{id}                 endSession        204 401 403 404 429 431
    GET    /api/blocks                        listBlocks        200 401 429
    GET    /api/feed                          openFeed          200 401 403 404 422 429 431
    GET    /api/files/{id}                    getFile           200 206 401 403 404 429 431 503
    GET    /api/files/{id}/thumbnail          getThumbnail      200 401 403 404 429 431 503
    GET    /api/friends                       listFriends       200 401 429
    GET    /api/me                            getMe             200 401 429
    GET    /api/me/notifications              getNotifications  200 401 429
    GET    /api/mentions                      listMentions      200 401 422 429 431 503
    GET    /api/previews                      previewLink       200 401 403 404 422 429 431 503
    GET    /api/previews/images/{id}          getPreviewImage   200 401 403 404 429 431 503
    GET    /api/push                          getPushKey        200 401 429
    GET    /api/rooms                         listRooms         200 401 422 429 431
    GET    /api/rooms/{id}                    getRoom           200 401 403 404 429 431
    GET    /api/rooms/{id}/changes            listChanges       200 401 403 404 422 429 431
    GET    /api/rooms/{id}/files              listRoomFiles     200 401 403 404 422 429 431
    GET    /api/rooms/{id}/members            listMembers       200 401 403 404 422 429 431
    GET    /api/rooms/{id}/messages           listMessages      200 401 403 404 422 429 431
    GET    /api/rooms/{id}/messages/{seq}/reactions listReactions     200 401 403 404 429 431
    GET    /api/rooms/{id}/messages/{seq}/readers listReaders       200 401 403 404 422 429 431
    GET    /api/rooms/{id}/pins               listPins          200 401 403 404 429 431
    GET    /api/rooms/{id}/unread             countUnread       200 401 403 404 422 429 431
    GET    /api/search                        searchMessages    200 401 403 404 422 429 431 503
    GET    /api/sessions                      listSessions      200 401 429
    GET    /api/users                         findUsers         200 401 422 429 431
    GET    /api/users/availability            checkNames        200 422 429 431
    GET    /api/users/{id}                    getUser           200 401 404 429 431
    GET    /health                            getHealth         200
    GET    /ready                             getReadiness      200 503
    PATCH  /api/me                            changeMe          200 401 403 408 409 413 415 422 429
    PATCH  /api/me/notifications              changeNotifications 200 401 403 408 413 415 422 429
    PATCH  /api/rooms/{id}                    changeRoom        200 401 403 404 408 409 413 415 422 429 431
    PATCH  /api/rooms/{id}/me                 keepRoom          200 401 403 404 408 409 413 415 422 429 431
    PATCH  /api/rooms/{id}/messages/{seq}     editMessage       200 401 403 404 408 409 413 415 422 429 431 503
    POST   /api/files                         addFile           201 401 403 404 408 409 413 415 422 429 503
    POST   /api/me/read                       readRooms         204 401 403 408 413 415 422 429
    POST   /api/push/test                     testPush          200 401 403 429
    POST   /api/rooms                         createRoom        200 201 401 403 404 408 409 413 415 422 429
    POST   /api/rooms/{id}/members            inviteMembers     204 401 403 404 408 409 413 415 422 429 431
    POST   /api/rooms/{id}/messages           sendMessage       200 201 401 403 404 408 409 413 415 422 429 431 503
    POST   /api/sessions                      signIn            201 401 403 408 413 415 422 429 503
    POST   /api/sessions/refresh              refreshSession    200 401 403 408 413 415 422 429 503
    POST   /api/uploads                       beginUpload       201 401 403 413 422 429 431 503
    POST   /api/users                         signUp            201 403 408 409 413 415 422 429 503
    PUT    /api/blocks/{userId}               blockUser         204 401 403 404 422 429 431
    PUT    /api/friends/{userId}              putFriend         204 401 403 404 408 409 413 415 422 429 431
    PUT    /api/me/avatar                     changeAvatar      200 401 403 408 413 415 422 429 503
    PUT    /api/me/password                   changePassword    204 401 403 408 413 415 422 429 503
    PUT    /api/push/subscriptions            subscribeToPush   204 401 403 408 413 415 422 429
    PUT    /api/rooms/{id}/image              changeRoomImage   200 401 403 404 408 413 415 422 429 431 503
    PUT    /api/rooms/{id}/members/{userId}   putMember         204 401 403 404 408 409 413 415 422 429 431
    PUT    /api/rooms/{id}/messages/{seq}/reactions/{emoji} addReaction       204 401 403 404 409 422 429 431 503
    PUT    /api/rooms/{id}/pins/{seq}         pinMessage        204 401 403 404 409 422 429 431 503
    PUT    /api/rooms/{id}/reading            readRoom          204 401 403 404 408 409 413 415 422 429 431
    "
  `);
});

test("each operation has a name of its own, a summary, and a tag that is described", () => {
  const names = operations.map(({ operationId }) => operationId);
  expect(new Set(names).size).toBe(names.length);
  const tags = new Set(document.tags.map(({ name }: { name: string }) => name));
  expect(
    lacking(({ operationId, summary }) => /^[a-z]+([A-Z][a-z]+)+$/.test(operationId) && summary !== ""),
  ).toEqual([]);
  expect(lacking((one) => one.tags.length === 1 && tags.has(one.tags[0]))).toEqual([]);
});

test("only the entrance and the state of the machine are open to strangers", () => {
  const open = operations.filter(({ security }) => security !== undefined);
  expect(open.map(({ operationId }) => operationId)).toEqual([
    "getHealth",
    "getReadiness",
    "signUp",
    "checkNames",
    "signIn",
    "refreshSession",
  ]);
  expect(document.security).toEqual([{ bearerAuth: [] }]);
});

test("each parameter is described, and there is an example of it and of each body", () => {
  const isShown = ({ description, example, schema }: Parameter) =>
    description && (example ?? schema.examples?.[0]) !== undefined;
  expect(lacking(({ parameters = [] }) => parameters.every(isShown))).toEqual([]);
  const isJson = ({ content }: Body) =>
    Object.keys(content).join() === "application/json" && content["application/json"]?.example !== undefined;
  const others = lacking(({ requestBody }) => !requestBody || isJson(requestBody));
  expect(others).toEqual(["PUT /api/me/avatar", "PUT /api/rooms/{id}/image", "POST /api/files"]);
});

test("a picture is a body of its own kind, whose example is one that we serve", async () => {
  const { content } = document.paths["/api/me/avatar"].put.requestBody as Body;
  expect(Object.keys(content)).toEqual(["image/jpeg", "image/png", "image/webp", "image/gif"]);
  const address = content["image/png"]?.examples?.["icon"]?.externalValue ?? "";
  expect((await call("GET", address)).headers.get("content-type")).toBe("image/png");
});

test("what each kind of operation can always refuse, it says", () => {
  const says = ({ responses }: Operation, codes: (keyof typeof statusOf)[]) =>
    codes.every((code) => statusOf[code] in responses);
  const isOpen = (one: Operation) => one.security !== undefined;
  const isRead = (one: Operation) => one.method === "GET";
  const asks = (one: Operation) => one.parameters?.some((parameter) => parameter.in === "query");
  expect(lacking((one) => isOpen(one) || says(one, ["unauthenticated", "rate-limited"]))).toEqual([]);
  expect(lacking((one) => isRead(one) || says(one, ["forbidden", "rate-limited"]))).toEqual([]);
  expect(
    lacking((one) => !one.requestBody || says(one, ["invalid", "timeout", "too-large", "unsupported-media"])),
  ).toEqual([]);
  expect(lacking((one) => !asks(one) || says(one, ["invalid"]))).toEqual([]);
});

test("each operation can succeed, and its refusals are the shared ones", () => {
  expect(lacking(({ responses }) => Object.keys(responses).some((status) => status.startsWith("2")))).toEqual(
    [],
  );
  const isShared = ([status, { $ref }]: [string, { $ref?: string }]) =>
    status < "400" || status === "431" || $ref?.startsWith("#/components/responses/");
  const others = lacking(({ responses }) => Object.entries(responses).every(isShared));
  // A machine that is not ready does not answer with a problem.
  expect(others).toEqual(["GET /ready"]);
});

test("refusals are problem+json, and say when to come back where there is a when", () => {
  const { responses, schemas } = document.components;
  for (const [code, answer] of Object.entries<any>(responses)) {
    expect(Object.keys(answer.content)).toEqual(["application/problem+json"]);
    expect(answer.content["application/problem+json"].example).toMatchObject({
      code,
      status: statusOf[code as "invalid"],
    });
  }
  expect(responses["rate-limited"].headers).toHaveProperty("Retry-After");
  expect(responses.overloaded.headers).toHaveProperty("Retry-After");
  expect(schemas).toContainKeys([
    "User",
    "Room",
    "Message",
    "HiddenMessage",
    "Member",
    "Friend",
    "Draft",
    "Problem",
  ]);
});

test("what is no REST stays out, and a stream is said to be one", () => {
  expect(operations.filter(({ path }) => !/^\/(api\/|health$|ready$)/.test(path))).toEqual([]);
  expect(JSON.stringify(document)).not.toContain("additionalProperties");
  expect(Object.keys(document.paths["/api/feed"].get.responses[200].content)).toEqual(["text/event-stream"]);
  expect(Object.keys(document.paths["/api/friends/{userId}"].put.responses[204])).toEqual(["description"]);
});

/** The operations for which `holds` is false. */
function lacking(holds: (one: Operation) => unknown): string[] {
  return operations.filter((one) => !holds(one)).map(({ method, path }) => `${method} ${path}`);
}
