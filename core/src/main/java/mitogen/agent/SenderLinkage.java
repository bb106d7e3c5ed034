package mitogen.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import mitogen.wire.Linkage;
import mitogen.wire.ValueReader;

/** What a sender may name that is above this context, or was granted calls: all that can be loaded, and code. */
public class SenderLinkage implements Linkage {
    /** Told when the task that the values were for has ended, and what it threw or null. */
    public final List<Consumer<Throwable>> ends = new ArrayList<>();

    /** The context that sent the values. */
    public final int source;

    private final Modules modules;

    /** For the values of one message. */
    public SenderLinkage(Modules modules, int source) {
        this.modules = modules;
        this.source = source;
    }

    @Override
    public Class<?> classFor(String name) throws ClassNotFoundException {
        return Class.forName(name, false, modules.loader);
    }

    @Override
    public final Object carried(int code, ValueReader from) {
        return code > 20 && code < 25 ? modules.parentRole().carried(code, from, this) : modules.read(code, from);
    }

    /** For a task that has ended, or will never start. */
    public final void ended(Throwable thrown) {
        for (Consumer<Throwable> end : ends) {
            try {
                end.accept(thrown);
            } catch (RuntimeException | LinkageError e) {
                modules.log(Level.WARNING, "the end of a task cannot be told", e); // but its other ends, and its answer
            }
        }
    }

    @Override
    public boolean lambdas() {
        return true;
    }

    @Override
    public int maxObjects() {
        return Integer.MAX_VALUE;
    }
}
