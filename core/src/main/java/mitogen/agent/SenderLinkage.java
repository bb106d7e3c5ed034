package mitogen.agent;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.logging.Level;
import mitogen.ValueException;
import mitogen.wire.Budget;
import mitogen.wire.Linkage;
import mitogen.wire.ValueReader;

/** What a sender may name: all that can be loaded if it is an ancestor, or else what is accepted here, and the JDK's. */
public final class SenderLinkage implements Linkage {
    /** Told when the task that the values were for has ended, and what it threw or null. */
    public final List<Consumer<Throwable>> ends = new ArrayList<>();

    private final Agent agent;
    private final boolean trusted;

    /** The context that sent the values. */
    public final int source;

    SenderLinkage(Agent agent, int source, boolean trusted) {
        this.agent = agent;
        this.source = source;
        this.trusted = trusted;
    }

    @Override
    public Class<?> classFor(String name) throws ClassNotFoundException {
        boolean primitives = name.endsWith("[" + name.charAt(name.length() - 1)); // [[I and the like
        String element = name.endsWith(";") ? name.substring(name.lastIndexOf('[') + 2, name.length() - 1) : name;
        ClassLoader loader = agent.loader;
        if (!trusted && !primitives && !element.startsWith("java.")) {
            loader = agent.parentRole().accepted(element).getClassLoader();
        }
        Class<?> type = Class.forName(name, false, loader);
        if (!trusted && element.startsWith("java.") && !Modifier.isPublic(type.getModifiers())) {
            throw new ValueException(name + " is not public");
        }
        return type;
    }

    @Override
    public Object carried(int code, ValueReader from) {
        return code > 20 && code < 25 ? agent.parentRole().carried(code, from, this) : agent.read(code, from);
    }

    /** For a task that has ended, or will never start. */
    public void ended(Throwable thrown) {
        for (Consumer<Throwable> end : ends) {
            try {
                end.accept(thrown);
            } catch (RuntimeException | LinkageError e) {
                agent.log(Level.WARNING, "the end of a task cannot be told", e); // but its other ends, and its answer
            }
        }
    }

    @Override
    public boolean lambdas() {
        return trusted;
    }

    @Override
    public int maxObjects() {
        return trusted ? Integer.MAX_VALUE : agent.config.settings[BootConfig.MAX_OBJECTS];
    }

    @Override
    public Budget budget(long bytes) {
        return trusted ? null : agent.parentRole().budget(bytes);
    }
}
