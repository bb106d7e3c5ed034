package mitogen.benchmarks;

/** Measures several ways to do the same thing in turns, so that all see the same machine. */
final class Turns {
    /** Does it once, and returns one sample. */
    interface Way {
        double measure() throws Exception;
    }

    private Turns() {}

    /** The samples of each way, without those of the warm-up. */
    static Samples[] of(Scale scale, int rounds, Way... ways) throws Exception {
        Samples[] samples = new Samples[ways.length];
        for (int way = 0; way < ways.length; way++) {
            samples[way] = new Samples();
        }
        for (int i = -scale.warmUp(); i < rounds; i++) {
            for (int way = 0; way < ways.length; way++) {
                double sample = ways[way].measure();
                if (i >= 0) {
                    samples[way].add(sample);
                }
            }
        }
        return samples;
    }
}
