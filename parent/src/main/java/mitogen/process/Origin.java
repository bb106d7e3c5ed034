package mitogen.process;

import mitogen.Context;

/**
 * Where commands are asked for.
 *
 * @param context the context that the caller runs in
 * @param fenced whether contexts may only talk to those above and below them
 */
public record Origin(Context context, boolean fenced) {}
