package mitogen.classes;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import mitogen.agent.Agent;
import mitogen.load.RemoteClassLoader;
import mitogen.route.Link;
import mitogen.route.Reply;
import mitogen.tree.DeadMessage;
import mitogen.wire.Frame;
import mitogen.wire.PayloadReader;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Serves a relay's children from the batches that came by, which the router keeps, and asks the parent once for what is not
 * among them. All on task threads: readers must not wait for classes that this itself may need.
 */
public final class ClassRelay extends ClassSource {
    /** How many absent classes are remembered: a child may ask for any number of them. */
    private static final int MOST_ABSENT = 10_000;

    /** Something in a batch: a class, or, with no file, a resource, or that there is none; and the Javas it is for. */
    private record Kept(int batch, ClassFile file, int from, int until) {
        boolean isFor(int java) {
            return from <= java && java <= until && (file == null || file.major <= java + ClassFile.JAVA_0);
        }
    }

    private final Map<String, List<Kept>> index = new HashMap<>(); // guarded by this, as is all below
    private final Set<Integer> indexed = new HashSet<>();
    private final Map<String, List<Taker>> asked = new HashMap<>();
    private int absences;

    public ClassRelay(Agent agent) {
        super(agent);
    }

    /** The batches that have to do with these roots; what is not in any is asked for when it is needed. */
    @Override
    protected synchronized Collection<Integer> batches(Link link, Collection<String> roots, int java, int context) {
        Set<Integer> numbers = new LinkedHashSet<>();
        Closure.of(roots, List.of(), name -> {
            Kept kept = kept(name, java);
            if (kept == null || kept.file == null) {
                return null;
            }
            numbers.add(kept.batch);
            return kept.file;
        });
        return numbers;
    }

    /** What came by of a class, and is of use to that Java; null if nothing has. */
    private synchronized Kept kept(String name, int java) {
        for (Map.Entry<Integer, Frame> batch : agent.router.batches.entrySet()) {
            if (indexed.add(batch.getKey())) {
                index(batch.getKey(), batch.getValue());
            }
        }
        String[] names = {name, "!" + name, "!" + name.substring(0, name.lastIndexOf('.') + 1)};
        for (String each : names) {
            for (Kept kept : index.getOrDefault(each, List.of())) {
                if (kept.isFor(java)) {
                    return kept;
                }
            }
        }
        return null;
    }

    private void index(int number, Frame batch) {
        PayloadReader payload = new PayloadReader(batch);
        payload.getInt();
        byte[] packed = payload.getBytes((int) payload.remaining());
        try {
            for (Batch.Entry entry : Batch.unpack(new ByteArrayInputStream(packed))) {
                index(number, entry);
            }
        } catch (IOException | IllegalArgumentException e) {
            agent.log(Level.WARNING, "a batch of classes from above cannot be read", e);
        }
    }

    private void index(int number, Batch.Entry entry) throws IOException {
        String name = entry.name();
        boolean resource = name.startsWith("/");
        boolean absent = name.startsWith("!");
        DataInputStream about =
                new DataInputStream(new ByteArrayInputStream(resource || absent ? entry.bytes() : entry.origin()));
        ClassFile file = null;
        if (!resource && !absent) {
            file = new ClassFile(entry.bytes());
            for (int texts = about.available() == 0 ? 0 : 7; texts > 0; texts--) {
                about.readUTF();
            }
        }
        boolean forSome = !absent && about.available() > 0; // what no other Java has another one of tells none
        int from = forSome ? about.readUnsignedByte() : 0;
        int until = forSome ? about.readUnsignedByte() : Integer.MAX_VALUE;
        if ((absent || resource && about.readShort() == 0) && ++absences >= MOST_ABSENT) {
            agent.router.batches.remove(number);
            return;
        }
        index.computeIfAbsent(name, unused -> new ArrayList<>(1)).add(new Kept(number, file, from, until));
    }

    @Override
    protected synchronized Collection<String> closure(Collection<String> roots) {
        return Closure.used(roots, name -> {
            Kept kept = kept(name, Runtime.version().feature());
            return kept == null ? null : kept.file;
        });
    }

    @Override
    protected long files() {
        return agent.router.batches.size();
    }

    @Override
    protected void find(Taker taker) {
        agent.execute(() -> taker.answerBy(() -> serve(taker)));
    }

    private void serve(Taker taker) {
        if (taker.mustWait()) {
            return;
        }
        Kept kept;
        synchronized (this) {
            kept = kept(taker.name, taker.java);
            if (kept == null) {
                List<Taker> takers = asked.get(key(taker));
                if (takers != null) {
                    takers.add(taker);
                    return;
                }
                asked.put(key(taker), new ArrayList<>(List.of(taker)));
            }
        }
        if (kept == null) {
            ask(taker);
        } else if (kept.file == null) {
            taker.take(List.of(kept.batch));
        } else {
            taker.take(batches(taker.link, List.of(taker.name), taker.java, taker.context));
        }
    }

    /** Others may have come by now who wait for the same answer: if it is not asked for, they are told too. */
    private void ask(Taker taker) {
        try {
            PayloadWriter question = new PayloadWriter();
            question.putString(taker.resource ? taker.name.substring(1) : taker.name);
            question.putInt(taker.context);
            question.putByte(taker.java);
            agent.router.ask(
                    taker.resource ? Protocol.RESOURCE : Protocol.GET_CLASS,
                    question.frames(),
                    new Answered(taker),
                    true);
        } catch (RuntimeException | Error e) {
            for (Taker other : takers(taker)) {
                other.answerBy(() -> {
                    throw e;
                });
            }
        }
    }

    /** Those who asked for the same; nobody waits any more. */
    private synchronized List<Taker> takers(Taker first) {
        List<Taker> takers = asked.remove(key(first));
        return takers == null ? List.of() : takers;
    }

    private static String key(Taker taker) {
        return taker.java + " " + taker.name;
    }

    /** Asked for like a resource, of which relays keep only where it is; a reason why there is none is asked for anew. */
    @Override
    public RuntimeArchive runtime(String platform) throws IOException {
        RemoteClassLoader loader = (RemoteClassLoader) agent.loader;
        String name = RuntimeArchive.RESOURCES + platform;
        URL url = loader.getResource(name);
        if (url == null) {
            throw new IOException("the controller does not answer");
        }
        String place = url.getPath().replaceFirst("^/(.*?)!/.*", "$1");
        RuntimeArchive archive = RuntimeArchive.of(place, url.openConnection().getContentLengthLong(), url::openStream);
        if (archive == null) {
            loader.ahead.remove("/" + name);
            try (InputStream reason = url.openStream()) {
                throw new IOException(new String(reason.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return archive;
    }

    @Override
    protected void read(Range range) {
        PayloadWriter question = new PayloadWriter();
        question.putString("");
        question.putInt(range.number);
        question.putLong(range.stream);
        question.putLong(range.offset);
        question.putInt(range.length);
        agent.router.ask(Protocol.RESOURCE, question.frames(), new Passed(range), false);
    }

    /** The parent's answer with a part of a resource, which goes on as it is. */
    private final class Passed implements Reply {
        private final Range range;

        Passed(Range range) {
            this.range = range;
        }

        @Override
        public int destination() {
            return agent.router.parent().peer;
        }

        @Override
        public void arrived(Frame head) {
            if (head.is(Protocol.DEAD)) {
                range.fail(DeadMessage.read(head));
            } else {
                range.take(head);
            }
        }
    }

    /** The parent's answer: what it is about has come by, on its way to who asked first. */
    private final class Answered implements Reply, Runnable {
        private final Taker first;
        private Frame answer;

        Answered(Taker first) {
            this.first = first;
        }

        @Override
        public int destination() {
            return agent.router.parent().peer;
        }

        @Override
        public void arrived(Frame head) {
            answer = head;
            agent.execute(this);
        }

        @Override
        public void run() {
            List<Taker> takers = takers(first);
            DeadMessage dead = answer.is(Protocol.DEAD) ? DeadMessage.read(answer) : null;
            for (Taker taker : takers) {
                taker.answerBy(
                        () -> { // one that fails does not keep the others waiting
                            if (dead != null) {
                                taker.fail(dead);
                            } else if (taker == first) {
                                taker.passOn(answer);
                            } else {
                                serve(taker);
                            }
                        });
            }
        }
    }
}
