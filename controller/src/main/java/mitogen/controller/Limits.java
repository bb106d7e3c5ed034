package mitogen.controller;

import mitogen.agent.BootConfig;
import mitogen.tree.Quotas;

/**
 * What a child may ask of its parent before it is refused. All contexts of a tree inherit these, and each applies them to
 * its own children.
 *
 * @param messageBytes the most bytes that one message may have, and that unfinished ones of one child may have together;
 *     1 MiB to 512 MiB
 * @param messageElements the most elements that the collections, arrays of objects and records in one message from below
 *     may have together; besides, they may take a quarter of the memory of the JVM that decodes them, by an estimate
 * @param classRequestsPerSecond class requests of one child per second; twice as many at once
 * @param pendingClassRequests class requests of one child that wait for their answers at a time
 * @param logRecordsPerSecond log records from behind one child per second; twice as many at once; what is more is left
 *     out, and counted
 * @param memoryPercent percent of the heap ({@code Runtime.maxMemory}) that all children of a context together may make it
 *     hold: messages that are not whole, frames and answers on their way, names. Each child may hold as much as is still
 *     free of that, so one alone gets half. A child with more is not read from until some of it has gone, and is refused
 *     what would stay. 1 to 80
 */
public record Limits(
        int messageBytes,
        int messageElements,
        int classRequestsPerSecond,
        int pendingClassRequests,
        int logRecordsPerSecond,
        int memoryPercent) {
    /** Checks that all are in their range. */
    public Limits {
        check("messageBytes", messageBytes, 1 << 20, 512 << 20);
        check("messageElements", messageElements, 1, Integer.MAX_VALUE);
        check("classRequestsPerSecond", classRequestsPerSecond, 1, Integer.MAX_VALUE);
        check("pendingClassRequests", pendingClassRequests, 1, Integer.MAX_VALUE);
        check("logRecordsPerSecond", logRecordsPerSecond, 1, Integer.MAX_VALUE);
        check("memoryPercent", memoryPercent, 1, 80);
    }

    /** Far above what a program needs that means no harm: 512 MiB, 10 million elements, 5000, 1000, 10000, 40 percent. */
    public static Limits defaults() {
        return new Limits(512 << 20, 10_000_000, 5000, 1000, 10_000, 40);
    }

    /** With another size of messages. */
    public Limits withMessageBytes(int bytes) {
        return new Limits(
                bytes,
                messageElements,
                classRequestsPerSecond,
                pendingClassRequests,
                logRecordsPerSecond,
                memoryPercent);
    }

    /** With another share of the heap. */
    public Limits withMemoryPercent(int percent) {
        return new Limits(
                messageBytes,
                messageElements,
                classRequestsPerSecond,
                pendingClassRequests,
                logRecordsPerSecond,
                percent);
    }

    int[] settings(Options options) {
        int[] settings = new int[Quotas.LENGTH];
        settings[BootConfig.LOG_LEVEL] = options.logLevel().intValue();
        settings[BootConfig.MAX_MESSAGE] = messageBytes;
        settings[BootConfig.HEARTBEAT] = (int) options.heartbeat().toMillis();
        settings[BootConfig.UNIDIRECTIONAL] = options.unidirectional() ? 1 : 0;
        settings[BootConfig.MAX_OBJECTS] = messageElements;
        settings[Quotas.CLASS_RATE] = classRequestsPerSecond;
        settings[Quotas.PENDING] = pendingClassRequests;
        settings[Quotas.LOG_RATE] = logRecordsPerSecond;
        settings[Quotas.MEMORY] = memoryPercent;
        Runtimes runtimes = options.runtimes();
        settings[Quotas.RUNTIME] =
                !runtimes.allowed() ? 0 : runtimes.kept() ? Quotas.RUNTIME_KEPT : Quotas.RUNTIME_REMOVED;
        settings[Quotas.RUNTIME_MODULES] = runtimes.modulesKey();
        return settings;
    }

    private static void check(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; it has to be " + least + " to " + most);
        }
    }
}
