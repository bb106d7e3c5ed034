package mitogen.testing;

import java.io.OutputStream;
import java.util.Objects;

/** A fault of one direction. */
record OneWay(Fault fault, boolean goesDown) implements Fault {
    OneWay {
        Objects.requireNonNull(fault, "a fault is missing");
    }

    @Override
    public OutputStream down(OutputStream child) {
        return goesDown ? fault.down(child) : child;
    }

    @Override
    public OutputStream up(OutputStream parent) {
        return goesDown ? parent : fault.up(parent);
    }
}
