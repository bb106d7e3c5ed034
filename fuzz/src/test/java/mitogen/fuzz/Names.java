package mitogen.fuzz;

import java.lang.reflect.Modifier;
import java.util.Set;
import mitogen.ValueException;
import mitogen.values.RareValues;
import mitogen.wire.Linkage;
import mitogen.wire.ValueReader;

/**
 * What senders may name: as the agent decides it, which accepts the classes of {@link Samples} from an untrusted sender.
 *
 * @param trusted whether the sender is an ancestor
 */
record Names(boolean trusted) implements Linkage {
    private static final int FEW = 10_000;

    private static final Set<String> SERVED = Set.of(
            Samples.Point.class.getName(),
            Samples.Pair.class.getName(),
            Samples.Picky.class.getName(),
            Samples.Colour.class.getName());

    @Override
    public Class<?> classFor(String name) throws ClassNotFoundException {
        boolean primitives = name.endsWith("[" + name.charAt(name.length() - 1));
        String element = name.endsWith(";") ? name.substring(name.lastIndexOf('[') + 2, name.length() - 1) : name;
        if (!trusted && !primitives && !element.startsWith("java.") && !SERVED.contains(element)) {
            throw new ValueException("the class " + element + " is not accepted");
        }
        if (element.startsWith("jaz.") || element.startsWith("com.code_intelligence.")) {
            throw new ClassNotFoundException(element); // the fuzzer's own, some of which report a finding when loaded
        }
        Class<?> type = Class.forName(name, false, Names.class.getClassLoader());
        if (!trusted && !Modifier.isPublic(type.getModifiers()) && element.startsWith("java.")) {
            throw new ValueException(name + " is not public");
        }
        return type;
    }

    @Override
    public Object carried(int code, ValueReader from) {
        if (code == Samples.Place.CODE) {
            return new Samples.Place(from.getInt(), from.getString());
        }
        return new RareValues().read(code, from);
    }

    @Override
    public boolean lambdas() {
        return trusted;
    }

    @Override
    public int maxObjects() {
        return trusted ? Integer.MAX_VALUE : FEW;
    }
}
