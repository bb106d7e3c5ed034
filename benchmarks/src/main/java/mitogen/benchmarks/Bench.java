package mitogen.benchmarks;

/** Measures one thing and its floor, in turns, so that both see the same machine. */
interface Bench {
    /**
     * Runs it.
     *
     * @throws Unavailable if this machine lacks something for it
     */
    void run(Setup setup, Report report) throws Exception;

    /** Says what is missing. */
    final class Unavailable extends Exception {
        Unavailable(String reason) {
            super(reason);
        }
    }
}
