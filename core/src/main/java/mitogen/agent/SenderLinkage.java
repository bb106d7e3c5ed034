package mitogen.agent;

import mitogen.Context;
import mitogen.ValueException;
import mitogen.wire.Linkage;

/** What a sender may name: all that can be loaded if it is an ancestor, or else what it was given by us, and the JDK's. */
final class SenderLinkage implements Linkage {
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
        if (!trusted && !primitives && !element.startsWith("java.") && !agent.served.contains(element)) {
            throw new ValueException("the class " + element + " was named by a context that was never given it");
        }
        return Class.forName(name, false, agent.loader);
    }

    @Override
    public Context context(int id, String name) {
        return agent.context(id, name);
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
