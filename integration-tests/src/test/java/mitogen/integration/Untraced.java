package mitogen.integration;

import mitogen.Context;

/** A program that knows nothing of traces. */
final class Untraced {
    private Untraced() {}

    static void call(Context context) {
        context.call(() -> System.getProperty("user.name"));
    }
}
