package mitogen.benchmarks;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import mitogen.Call;
import mitogen.Context;
import mitogen.connect.Local;
import mitogen.controller.Mitogen;
import mitogen.values.RareValues;
import mitogen.wire.Frame;
import mitogen.wire.Linkage;
import mitogen.wire.Protocol;
import mitogen.wire.ValueReader;
import mitogen.wire.ValueWriter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What JMH measures, {@link JmhMain} runs it. Public, with its states, because JMH's code for it is in another package. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class JmhBenchmarks {
    private static final int CHUNK = 1 << 20;
    private static final int CHUNKS = 64;

    /** A local child. */
    @State(Scope.Thread)
    public static class Child {
        private final Mitogen mitogen = Mitogen.open();
        private final Context context = mitogen.connect(Local.local());
        private final Queue<Call<Integer>> underWay = new ArrayDeque<>();

        /** Waits for what is under way. */
        @TearDown
        public void close() {
            underWay.forEach(Call::await);
            mitogen.close();
        }
    }

    /** A bare JVM. */
    @State(Scope.Thread)
    public static class Bare {
        private final byte[] bytes = new byte[CHUNKS * CHUNK];
        private Peer peer;

        /** Starts it. */
        @Setup
        public void open() throws IOException {
            peer = new Peer(Peer.program(bytes.length));
        }

        /** Ends it. */
        @TearDown
        public void close() {
            peer.close();
        }
    }

    /** A list of records, as it is and as a message. */
    @State(Scope.Benchmark)
    public static class Listing implements Linkage {
        private final List<Entry> entries = IntStream.range(0, 100)
                .mapToObj(i -> new Entry("file-" + i + ".txt", 1000L * i, i % 2 == 0))
                .toList();
        private final Frame message = encode(entries);

        private record Entry(String name, long size, boolean executable) {}

        @Override
        public Class<?> classFor(String name) throws ClassNotFoundException {
            return Class.forName(name, false, Listing.class.getClassLoader());
        }

        @Override
        public Object carried(int code, ValueReader from) {
            throw new IllegalStateException("nothing is carried");
        }

        @Override
        public boolean lambdas() {
            return false;
        }

        @Override
        public int maxObjects() {
            return Protocol.MAX_MESSAGE;
        }
    }

    /** A call, and the wait for its result. */
    @Benchmark
    public int sequentialCall(Child child) {
        return Tasks.call(child.context);
    }

    /** One call more, while those before it are under way. */
    @Benchmark
    @BenchmarkMode(Mode.Throughput)
    @OutputTimeUnit(TimeUnit.SECONDS)
    public void pipelinedCalls(Child child) {
        if (child.underWay.size() == PipelinedBench.UNDER_WAY) {
            child.underWay.remove().await();
        }
        child.underWay.add(child.context.submit(new Tasks.Trivial()));
    }

    /** To the child, in values of 1 MiB. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public void channelDown64MiB(Child child) {
        ChannelBench.Remote.down(child.context, CHUNK, CHUNKS);
    }

    /** From the child, in values of 1 MiB. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public void channelUp64MiB(Child child) {
        ChannelBench.Remote.up(child.context, child.mitogen.context(), CHUNK, CHUNKS);
    }

    /** 100 bytes there and back: the floor of calls. */
    @Benchmark
    public void rawPipePingPong(Bare bare) throws IOException {
        bare.peer.ping();
    }

    /** 64 MiB to the other JVM: the floor of channels, either way. */
    @Benchmark
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public void rawPipeCopy(Bare bare) throws IOException {
        bare.peer.put(bare.bytes);
    }

    /** The task of a pipelined call, to a message. */
    @Benchmark
    public Frame encodeTask() {
        return encode(new Tasks.Trivial());
    }

    /** 100 records, to a message. */
    @Benchmark
    public Frame encodeValue(Listing listing) {
        return encode(listing.entries);
    }

    /** 100 records, from a message. */
    @Benchmark
    public Object decodeValue(Listing listing) {
        return new ValueReader(listing.message, listing).get();
    }

    private static Frame encode(Object value) {
        ValueWriter writer = new ValueWriter("the value", Protocol.MAX_MESSAGE, -1, new RareValues());
        writer.put(value);
        return writer.frames();
    }
}
