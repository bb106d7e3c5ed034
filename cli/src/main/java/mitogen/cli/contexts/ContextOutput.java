package mitogen.cli.contexts;

import java.util.function.Supplier;
import mitogen.Context;
import mitogen.controller.OutputListener;

/** Takes what contexts print and log, and our own messages about them. It shows each context by the name that the user gave. */
public interface ContextOutput extends OutputListener {
    /** Names the context that this gives. */
    Context named(String name, Supplier<Context> connect);

    /** Prints on standard error what concerns the target of this name. */
    void complain(String name, String text);

    /** Prints on standard error what concerns no target. */
    void notice(String text);
}
