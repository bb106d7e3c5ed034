package mitogen.calls;

import java.util.Map;
import mitogen.agent.SenderLinkage;
import mitogen.wire.Budget;
import mitogen.wire.Linkage;
import mitogen.wire.ValueReader;

/**
 * What may be named in the values of a channel, or of a call of a service: what the sender may name anyway, and the classes
 * that the receiver, or the method's signature, names.
 */
public final class SignatureLinkage implements Linkage {
    private final Caller caller;
    private final SenderLinkage sender;
    private final Map<String, Class<?>> named;
    private final boolean code;

    /** With those classes; and code, if it is asked for and the sender may send it. */
    public SignatureLinkage(Caller caller, SenderLinkage sender, Map<String, Class<?>> named, boolean code) {
        this.caller = caller;
        this.sender = sender;
        this.named = named;
        this.code = code && sender.lambdas();
    }

    @Override
    public Class<?> classFor(String name) throws ClassNotFoundException {
        Class<?> same = named.get(name);
        if (same != null) {
            return same;
        }
        Class<?> element = name.startsWith("[") && name.endsWith(";")
                ? named.get(name.substring(name.lastIndexOf('[') + 2, name.length() - 1))
                : null;
        return element != null ? Class.forName(name, false, element.getClassLoader()) : sender.classFor(name);
    }

    @Override
    public Object carried(int tag, ValueReader from) {
        return caller.carried(tag, from, this, sender);
    }

    @Override
    public boolean lambdas() {
        return code;
    }

    @Override
    public int maxObjects() {
        return sender.maxObjects();
    }

    @Override
    public Budget budget(long bytes) {
        return sender.budget(bytes);
    }
}
