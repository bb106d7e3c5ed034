package mitogen.tree;

import mitogen.agent.BootConfig;

/**
 * What the whole tree has in common, and only the parent module knows: the settings of {@link BootConfig}, in this order,
 * a number each. Each parent applies them to its own children. Behind them are the {@link LogLevels} of single loggers.
 *
 * @param logLevel records of {@code java.util.logging} below this level stay where they are
 * @param unidirectional whether contexts may only talk to those above and below them
 * @param maxObjects the most objects that a message from below may be decoded to
 * @param classRate class requests of a child per second; twice as many at once
 * @param logRate log records of a child per second; twice as many at once
 * @param pending requests of a child for classes that wait for their answer at a time
 * @param memory percent of the heap that all children of a context together may make it hold
 * @param runtimes whether a Java runtime is sent where there is none
 * @param runtimesKept whether a runtime stays for the next time, and is not removed when its context has ended
 * @param runtimeModules which modules a runtime has to have that is found where they stay; 0 if any will do
 */
public record Settings(
        int logLevel,
        boolean unidirectional,
        int maxObjects,
        int classRate,
        int logRate,
        int pending,
        int memory,
        boolean runtimes,
        boolean runtimesKept,
        int runtimeModules) {
    /** How many numbers they are. */
    static final int NUMBERS = 10;

    /** For {@link BootConfig#settings}. */
    public int[] write() {
        return new int[] {
            logLevel,
            unidirectional ? 1 : 0,
            maxObjects,
            classRate,
            logRate,
            pending,
            memory,
            runtimes ? 1 : 0,
            runtimesKept ? 1 : 0,
            runtimeModules
        };
    }

    /** Those that a context was told. */
    public static Settings read(BootConfig config) {
        int[] told = config.settings;
        return new Settings(
                told[0],
                told[1] != 0,
                told[2],
                told[3],
                told[4],
                told[5],
                told[6],
                told[7] != 0,
                told[8] != 0,
                told[9]);
    }
}
