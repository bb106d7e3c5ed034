package mitogen.calls;

import java.lang.reflect.Modifier;
import mitogen.ValueException;
import mitogen.agent.SenderLinkage;
import mitogen.decode.Spending;
import mitogen.tree.Settings;
import mitogen.wire.Budget;

/**
 * What a sender may name that is not above this context: what this side has made acceptable, and the JDK's public
 * classes. A child has classes served by asking for them, so that is not enough. Its values may cost only so much.
 */
public final class UntrustedLinkage extends SenderLinkage {
    private final Caller caller;

    public UntrustedLinkage(Caller caller, int source) {
        super(caller.agent.modules, source);
        this.caller = caller;
    }

    @Override
    public Class<?> classFor(String name) throws ClassNotFoundException {
        boolean primitives = name.endsWith("[" + name.charAt(name.length() - 1)); // [[I and the like
        String element = name.endsWith(";") ? name.substring(name.lastIndexOf('[') + 2, name.length() - 1) : name;
        boolean ofJdk = element.startsWith("java.");
        ClassLoader loader = primitives || ofJdk
                ? caller.agent.loader
                : caller.accepted.type(element).getClassLoader();
        Class<?> type = Class.forName(name, false, loader);
        if (ofJdk && !Modifier.isPublic(type.getModifiers())) {
            throw new ValueException(name + " is not public");
        }
        return type;
    }

    @Override
    public boolean lambdas() {
        return false;
    }

    @Override
    public int maxObjects() {
        return Settings.read(caller.agent.config).maxObjects();
    }

    @Override
    public Budget budget(long bytes) {
        return new Spending(caller.heap, bytes);
    }
}
