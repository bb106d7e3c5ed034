package mitogen.wire;

import mitogen.values.RareValues;

/** Lets a sender name every class of the test. */
public class Anything implements Linkage {
    @Override
    public Class<?> classFor(String name) throws ClassNotFoundException {
        return Class.forName(name, false, Anything.class.getClassLoader());
    }

    @Override
    public Object carried(int code, ValueReader from) {
        return new RareValues().read(code, from);
    }

    @Override
    public boolean lambdas() {
        return false;
    }

    @Override
    public int maxObjects() {
        return 1_000_000;
    }
}
