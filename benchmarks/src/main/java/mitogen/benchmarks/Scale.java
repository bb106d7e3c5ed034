package mitogen.benchmarks;

/**
 * How much is measured.
 *
 * @param connects of each kind
 * @param warmUp connects before those that count
 * @param rounds of calls, each of which is one sample
 * @param calls in a round
 * @param submits in a round of pipelined calls
 * @param bytes in a bulk transfer
 * @param delayed connects through the proxy, of each kind and delay
 * @param delayMillis by which the proxy holds each direction back
 * @param children for the memory figures
 * @param many contexts at once in one JVM
 * @param processes local children at once
 */
record Scale(
        int connects,
        int warmUp,
        int rounds,
        int calls,
        int submits,
        int bytes,
        int delayed,
        int delayMillis,
        int children,
        int many,
        int processes) {
    static final Scale FULL = new Scale(30, 5, 25, 4000, 50_000, 64 << 20, 12, 50, 20, 500, 60);

    /** Enough to see that everything works; the figures mean nothing. */
    static final Scale SMOKE = new Scale(1, 0, 1, 20, 100, 1 << 20, 1, 5, 2, 4, 2);
}
