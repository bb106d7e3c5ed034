package mitogen.integration;

import static mitogen.connect.Local.local;
import static mitogen.integration.HostileChild.empty;
import static mitogen.integration.HostileChild.output;
import static mitogen.integration.HostileChild.payload;
import static mitogen.integration.HostileChild.record;
import static mitogen.testing.InProcess.inProcess;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.LogRecord;
import mitogen.Call;
import mitogen.Context;
import mitogen.controller.Mitogen;
import mitogen.controller.Options;
import mitogen.controller.OutputListener;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/**
 * The program of {@link HostileHeapTest}: a controller with well-behaved children, and as many hostile ones as there are
 * attacks, all at once. Prints how long the well-behaved ones took to answer.
 */
final class HostileMix {
    private static final byte[] FULL = new byte[Protocol.MAX_PAYLOAD];
    private static final int BULK = Protocol.BULK;
    private static final int FRAGMENT = Protocol.BULK | Protocol.MORE;

    private final Mitogen mitogen;
    private final Context victim;
    private final Map<String, Attack> attacks = new LinkedHashMap<>();
    private HostileChild accomplice;

    /** What one hostile child does, again and again, until its link is gone. */
    private interface Attack {
        void step(HostileChild child, int number) throws Exception;
    }

    private HostileMix(Mitogen mitogen, Context victim) {
        this.mitogen = mitogen;
        this.victim = victim;
        answers();
        classes();
        sibling();
        values();
        routes();
    }

    /** Those who ask, and read nothing. */
    private void answers() {
        deaf("pings that want no answer", (child, number) -> child.send(0, Protocol.PING, 0, 0, empty()));
        deaf("pings", (child, number) -> child.send(0, Protocol.PING, 5000, 0, empty()));
        deaf("calls", (child, number) -> child.send(0, Protocol.CALL, 5000, 0, empty()));
        deaf(
                "channels that are closed",
                (child, number) -> child.send(0, Protocol.CHANNEL, 0, 0, payload(to -> {
                    to.putByte(7);
                    to.putLong(12345);
                    to.putString("x");
                })));
        deaf(
                "values for no channel",
                (child, number) -> child.send(0, Protocol.CHANNEL, 0, 0, payload(to -> {
                    to.putByte(1);
                    to.putLong(12345);
                    to.putLong(1);
                    to.putByte(0);
                })));
        deaf("numbers", (child, number) -> child.send(0, Protocol.ALLOCATE, 5000, BULK, full()));
    }

    private void classes() {
        deaf(
                "class files as resources",
                (child, number) -> ask(child, Protocol.RESOURCE, "org/junit/jupiter/api/Assertions.class", number));
        deaf("classes", (child, number) -> ask(child, Protocol.GET_CLASS, "org.junit.jupiter.api.Assertions", number));
        deaf("classes that are not there", (child, number) -> ask(child, Protocol.GET_CLASS, "no.N" + number, number));
        reading("resources that are not there", (child, number) -> {
            ask(child, Protocol.RESOURCE, "no/" + number, number);
            Thread.sleep(0, 200_000); // a rate that is allowed
        });
        reading("long names", (child, number) -> ask(child, Protocol.GET_CLASS, "A".repeat(65_000), number));
    }

    private void sibling() {
        deaf("pings to a sibling", (child, number) -> child.send(victim.id(), Protocol.PING, 5000, 0, empty()));
        reading("pings to a sibling", (child, number) -> child.send(victim.id(), Protocol.PING, 5000, 0, empty()));
        deaf("bulk to a sibling", (child, number) -> child.send(victim.id(), Protocol.PING, 5000, BULK, full()));
        deaf(
                "values for a sibling",
                (child, number) -> child.send(victim.id(), Protocol.CHANNEL, 0, BULK, payload(to -> {
                    to.putByte(1);
                    to.putLong(12345);
                    to.putLong(1);
                    to.putByte(0);
                })));
    }

    private void values() {
        deaf("a message without an end", (child, number) -> child.send(0, Protocol.PING, 1000, FRAGMENT, full()));
        deaf("messages without an end", (child, n) -> child.send(0, Protocol.PING, 1000 + n, FRAGMENT, empty()));
        reading("many senders", (child, number) -> {
            Call<Object> call = child.context().submit(() -> 1);
            int replyTo = child.reply(Protocol.CALL).replyTo();
            child.send(0, replyTo, 0, 0, payload(to -> {
                to.putByte(13);
                to.putByte(0);
                to.putLong(20_000);
                for (int i = 0; i < 20_000; i++) {
                    to.putByte(23);
                    to.putInt(child.id());
                    to.putLong((long) number << 32 | i);
                    to.putLong(i + 1);
                }
            }));
            call.handle((value, failure) -> null).toCompletableFuture().join();
        });
        reading("log records", (child, number) -> child.send(0, Protocol.LOG, 0, 0, record(1000, "x".repeat(1000))));
        reading("output", (child, number) -> child.send(0, Protocol.OUTPUT, 0, 0, output(child.id(), 1000)));
    }

    private void routes() {
        int[] next = {0};
        reading("names", (child, number) -> {
            if (number % Protocol.BLOCK == 0) {
                next[0] = child.allocate();
            }
            child.addRoute(next[0]++, "x".repeat(60_000), child.id());
        });
        int[] another = {0};
        reading("output of many without lines", (child, number) -> {
            if (number % Protocol.BLOCK == 0) {
                another[0] = child.allocate();
            }
            int context = another[0]++;
            child.addRoute(context, "x", child.id());
            child.sendAs(context, 0, Protocol.OUTPUT, 0, 0, output(context, 60_000));
        });
        int[] third = {0};
        deaf("crossings", (child, number) -> {
            if (number >= 2048) {
                throw new IOException("that is enough");
            }
            if (number % Protocol.BLOCK == 0) {
                child.listen();
                third[0] = child.allocate();
                child.deafen();
            }
            child.addRoute(third[0], "x", child.id());
            child.sendAs(third[0]++, accomplice.id(), Protocol.PING, 0x7fffffff, 0, empty());
        });
        int[] fourth = {0};
        reading("ends", (child, number) -> {
            if (number % Protocol.BLOCK == 0) {
                fourth[0] = child.allocate();
            }
            int context = fourth[0]++;
            child.addRoute(context, "x", child.id());
            child.send(0, Protocol.DEL_ROUTE, 0, 0, payload(to -> {
                to.putLong(-1);
                to.putString("x".repeat(2000));
                to.putByte(0);
                to.putString("x");
                to.putInt(context);
            }));
        });
    }

    private static Frame full() {
        return payload(to -> to.putBytes(FULL, 0, FULL.length));
    }

    private static void ask(HostileChild child, int handle, String name, int number) throws IOException {
        child.send(0, handle, 5000 + number, 0, payload(to -> to.putString(name)));
    }

    private void deaf(String name, Attack attack) {
        attacks.put(name + ", deaf", (child, number) -> {
            if (number == 0) {
                child.deafen();
            }
            attack.step(child, number);
        });
    }

    private void reading(String name, Attack attack) {
        attacks.put(name, attack);
    }

    private void begin() {
        Map<String, HostileChild> children = new LinkedHashMap<>();
        attacks.keySet().forEach(name -> children.put(name, HostileChild.of(mitogen)));
        accomplice = children.get("ends");
        attacks.forEach((name, attack) -> {
            HostileChild child = children.get(name);
            if (!name.equals("names")
                    && !name.contains("many")
                    && !name.equals("ends")
                    && !name.contains("crossings")) {
                child.keepNothing();
            }
            Thread thread = new Thread(
                    () -> {
                        try {
                            for (int number = 0; ; number++) {
                                attack.step(child, number);
                            }
                        } catch (Exception | AssertionError e) {
                            System.out.println("over: " + name + ": " + e);
                        }
                    },
                    "attack-" + name);
            thread.setDaemon(true);
            thread.start();
        });
    }

    /** Seconds, and whether the well-behaved ones are processes. */
    public static void main(String[] args) throws Exception {
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> System.out.println("uncaught " + thrown));
        Mitogen mitogen = Mitogen.open(
                Options.defaults().withHeartbeat(Duration.ofSeconds(2)).withOutput(new Silent()));
        List<Context> good = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            good.add(mitogen.connect(Boolean.parseBoolean(args[1]) || i == 0 ? local() : inProcess()));
        }
        good.forEach(each -> each.call(() -> 1));
        new HostileMix(mitogen, good.get(0)).begin();
        long end =
                System.nanoTime() + Duration.ofSeconds(Long.parseLong(args[0])).toNanos();
        List<Long> millis = new ArrayList<>();
        while (System.nanoTime() - end < 0) {
            for (Context each : good) {
                long start = System.nanoTime();
                each.submit(() -> 1).orTimeout(Duration.ofSeconds(20)).await();
                millis.add((System.nanoTime() - start) / 1_000_000);
            }
            Thread.sleep(10); // a program that calls now and then, for as long as it was told
        }
        long[] sorted = millis.stream().mapToLong(Long::longValue).sorted().toArray();
        System.out.println("answers " + sorted.length);
        System.out.println("median " + sorted[sorted.length / 2]);
        System.out.println(
                "worst " + Arrays.toString(Arrays.copyOfRange(sorted, sorted.length * 99 / 100, sorted.length)));
        System.out.println("survived");
        Runtime.getRuntime().halt(0); // the attackers are in this JVM, and would not let go
    }

    private static final class Silent implements OutputListener {
        @Override
        public boolean bytes(Context context, Stream stream, byte[] chunk) {
            return stream != Stream.OUT; // the lines of one stream are put together
        }

        @Override
        public void line(Context context, Stream stream, String line) {}

        @Override
        public void log(Context context, LogRecord record) {}
    }
}
