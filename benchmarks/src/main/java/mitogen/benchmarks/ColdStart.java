package mitogen.benchmarks;

import mitogen.Context;
import mitogen.connect.Local;
import mitogen.controller.Mitogen;

/** A whole program of the smallest kind: it connects, calls once, closes and ends. With an argument, its task names a context. */
final class ColdStart {
    private ColdStart() {}

    public static void main(String[] arguments) {
        try (Mitogen mitogen = Mitogen.open()) {
            Context child = mitogen.connect(Local.local());
            if (arguments.length == 0) {
                Tasks.call(child);
            } else {
                Tasks.nameOf(child);
            }
        }
    }
}
