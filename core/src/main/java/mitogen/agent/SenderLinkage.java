package mitogen.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import mitogen.ValueException;
import mitogen.wire.Linkage;
import mitogen.wire.ValueReader;

/** What a sender may name: all that can be loaded if it is an ancestor, or else what it was given by us, and the JDK's. */
public final class SenderLinkage implements Linkage {
    /** Told when the task that the values were for has ended, and what it threw or null. */
    public final List<Consumer<Throwable>> ends = new ArrayList<>();

    private final Agent agent;
    private final boolean trusted;

    SenderLinkage(Agent agent, boolean trusted) {
        this.agent = agent;
        this.trusted = trusted;
    }

    @Override
    public Class<?> classFor(String name) throws ClassNotFoundException {
        boolean primitives = name.endsWith("[" + name.charAt(name.length() - 1)); // [[I and the like
        String element = name.endsWith(";") ? name.substring(name.lastIndexOf('[') + 2, name.length() - 1) : name;
        if (!trusted
                && !primitives
                && !element.startsWith("java.")
                && !agent.parentRole().gave(element)) {
            throw new ValueException("the class " + element + " was named by a context that was never given it");
        }
        return Class.forName(name, false, agent.loader);
    }

    @Override
    public Object carried(int code, ValueReader from) {
        return agent.parentRole().carried(code, from, this);
    }

    /** For a task that has ended, or will never start. */
    void ended(Throwable thrown) {
        for (Consumer<Throwable> end : ends) {
            end.accept(thrown);
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
}
