package mitogen.calls;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import mitogen.Receiver;
import mitogen.Service;
import mitogen.values.RareValues;
import mitogen.wire.ValueWriter;

/**
 * Writes values for one context of a tree, and remembers which senders of channels it wrote: that context may never get
 * them.
 */
public class GivingWriter extends ValueWriter {
    /** The copies that were made. */
    public final List<Given> given = new ArrayList<>();

    private final Caller caller;

    /** For values that the given one sends. */
    public GivingWriter(Caller caller, String what, int limit, int destination) {
        super(what, limit, destination, caller == null ? new RareValues() : caller.agent.modules);
        this.caller = caller;
    }

    /** What the values need of classes, see {@link mitogen.classes.Closure#of}. */
    Collection<String> roots() {
        Set<String> roots = new LinkedHashSet<>();
        for (String name : names.keySet()) {
            if (name.indexOf('.') > 0 && name.indexOf('(') < 0 && !name.startsWith("java.") && !isCode(name)) {
                roots.add(name);
            }
        }
        if (usesRare) {
            roots.add(RareValues.class.getName());
        }
        return roots;
    }

    /** Whether a class is needed only for methods that the roots tell already. */
    boolean isCode(String name) {
        return false;
    }

    @Override
    protected void putOther(Object value) {
        if (value instanceof Receiver) {
            throw refused(value, "values are taken where it was opened; take its sender() along");
        }
        if (value instanceof Service) {
            throw refused(value, "take its proxy() along");
        }
        if (value instanceof Future) {
            throw refused(value, "wait for its result, and take that along");
        }
        super.putOther(value);
    }

    /** Refuses what stands for something of another tree: its numbers would mean something else here. */
    public static void check(ValueWriter to, Caller owner, Object value) {
        if (to instanceof GivingWriter giving && giving.caller != owner) {
            throw giving.refused(value, "it belongs to another Mitogen; connect one from this Mitogen");
        }
    }
}
