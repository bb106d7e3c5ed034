package mitogen.benchmarks;

import mitogen.connect.Local;
import mitogen.controller.Mitogen;

/** A whole program of the smallest kind: it connects, calls once, closes and ends. */
final class ColdStart {
    private ColdStart() {}

    public static void main(String[] arguments) {
        try (Mitogen mitogen = Mitogen.open()) {
            Tasks.call(mitogen.connect(Local.local()));
        }
    }
}
