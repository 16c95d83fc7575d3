// Part of `en`: the sign-in page.
export const door = {
  forgot: "Forgot your password?",
  forgotText:
    "This server has no email, so it can't send you a link. Ask whoever runs it: they can set a new password for you.",
  forOperator: "For the person who runs it:",
};
