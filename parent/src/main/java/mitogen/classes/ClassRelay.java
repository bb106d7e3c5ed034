package mitogen.classes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import mitogen.agent.Agent;
import mitogen.route.Link;
import mitogen.route.Reply;
import mitogen.wire.Frame;
import mitogen.wire.Protocol;

/**
 * Serves a relay's children from the batches that came by, which the router keeps, and asks the parent once for what is not
 * among them. All on task threads: readers must not wait for classes that this itself may need.
 */
public final class ClassRelay implements ClassStore {
    /** How many absent classes are remembered: a child may ask for any number of them. */
    private static final int MOST_ABSENT = 10_000;

    private static final String PARENT = "mitogen.parent.Parent";

    /** Something in a batch: a class, a resource, or that there is none. */
    private final class Kept {
        private final int batch;
        private final EntryLayout.Meaning meaning;
        private final int major; // of a class; 0 of all else
        private byte[] bytes; // of a class that nobody has looked at
        private ClassFile file;

        Kept(int batch, EntryLayout.Meaning meaning, byte[] bytes) {
            this.batch = batch;
            this.meaning = meaning;
            this.bytes = bytes;
            major = bytes == null ? 0 : ClassFile.major(bytes);
        }

        boolean isFor(int java) {
            return meaning.from() <= java && java <= meaning.until() && major <= java + ClassFile.JAVA_0;
        }

        /** What is in the class file; null if it is none. */
        ClassFile file() {
            if (bytes != null) {
                try {
                    file = new ClassFile(bytes);
                } catch (IllegalArgumentException e) {
                    agent.log(Level.WARNING, "a class from above cannot be read", e);
                }
                bytes = null;
            }
            return file;
        }
    }

    private final Agent agent;
    private final Map<String, List<Kept>> index = new HashMap<>(); // guarded by this, as is all below
    private final Set<Integer> indexed = new HashSet<>();
    private final Map<Integer, List<String>> own = new LinkedHashMap<>(); // batches with none but our classes
    private final Map<String, List<ClassRequest>> asked = new HashMap<>();
    private int absences;

    /** A store for the children of an agent. */
    public ClassRelay(Agent agent) {
        this.agent = agent;
    }

    /** The batches that have to do with these roots; what is not in any is asked for when it is needed. */
    @Override
    public synchronized Collection<Integer> batches(Link link, Collection<String> roots, int java) {
        Set<Integer> numbers = new LinkedHashSet<>();
        Closure.of(roots, List.of(), new Closure.Finder() {
            @Override
            public ClassFile file(String name) {
                Kept kept = kept(name, java);
                if (kept == null || kept.major == 0) {
                    return null;
                }
                numbers.add(kept.batch);
                return kept.file();
            }

            @Override
            public Collection<String> together(String name) {
                Collection<String> together = ClassRelay.this.together(name);
                if (!together.isEmpty()) {
                    numbers.addAll(own.keySet());
                }
                return together;
            }
        });
        return numbers;
    }

    /** The root of all that calls others and has children needs nearly all of our classes that came by. */
    @Override
    public synchronized Collection<String> together(String name) {
        Kept kept = name.equals(PARENT) ? kept(name, Runtime.version().feature()) : null;
        return kept == null || !own.containsKey(kept.batch)
                ? List.of()
                : own.values().stream().flatMap(List::stream).toList();
    }

    /** What came by of a class, and is of use to that Java; null if nothing has. */
    private Kept kept(String name, int java) {
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
        try {
            List<Batch.Entry> entries = Batch.read(batch);
            for (Batch.Entry entry : entries) {
                index(number, entry);
            }
            List<String> names = entries.stream().map(Batch.Entry::name).toList();
            if (names.stream().allMatch(OwnPackages::isOurs)) {
                own.put(number, names);
            }
        } catch (IOException | RuntimeException e) {
            agent.log(Level.WARNING, "a batch of classes from above cannot be read", e);
        }
    }

    private void index(int number, Batch.Entry entry) throws IOException {
        String name = entry.name();
        EntryLayout.Meaning meaning = EntryLayout.of(entry);
        if (meaning.absent() && ++absences >= MOST_ABSENT) {
            agent.router.batches.remove(number);
            return;
        }
        byte[] bytes = name.startsWith("/") || name.startsWith("!") ? null : entry.bytes();
        index.computeIfAbsent(name, unused -> new ArrayList<>(1)).add(new Kept(number, meaning, bytes));
    }

    @Override
    public synchronized ClassFile file(String name) {
        Kept kept = kept(name, Runtime.version().feature());
        return kept == null ? null : kept.file();
    }

    @Override
    public long extent() {
        return agent.router.batches.size();
    }

    @Override
    public void find(ClassRequest wanted) {
        wanted.answerOn(agent::execute, () -> serve(wanted));
    }

    private void serve(ClassRequest wanted) {
        Kept kept;
        synchronized (this) {
            kept = kept(wanted.name, wanted.java);
            if (kept == null) {
                List<ClassRequest> others = asked.get(key(wanted));
                if (others != null) {
                    others.add(wanted);
                    return;
                }
                asked.put(key(wanted), new ArrayList<>(List.of(wanted)));
            }
        }
        if (kept == null) {
            ask(wanted);
        } else if (kept.major == 0) {
            wanted.take(List.of(kept.batch));
        } else {
            wanted.take(batches(wanted.link, List.of(wanted.name), wanted.java));
        }
    }

    /** Others may have come by now who wait for the same answer: if it is not asked for, they are told too. */
    private void ask(ClassRequest wanted) {
        try {
            int handle = wanted.resource ? Protocol.RESOURCE : Protocol.GET_CLASS;
            agent.router.ask(handle, wanted.question(), new Answered(wanted), true);
        } catch (RuntimeException | Error e) {
            for (ClassRequest each : waiting(wanted)) {
                each.answerBy(() -> {
                    throw e;
                });
            }
        }
    }

    /** Those who asked for the same; nobody waits any more. */
    private synchronized List<ClassRequest> waiting(ClassRequest first) {
        List<ClassRequest> all = asked.remove(key(first));
        return all == null ? List.of() : all;
    }

    private static String key(ClassRequest wanted) {
        return wanted.java + " " + wanted.name;
    }

    @Override
    public void read(RangeRequest wanted) {
        Passing.ask(agent.router, Protocol.RANGE, wanted.question(), wanted);
    }

    /** The parent's answer: what it is about has come by, on its way to who asked first. */
    private final class Answered implements Reply, Runnable {
        private final ClassRequest first;
        private Frame answer;

        Answered(ClassRequest first) {
            this.first = first;
        }

        @Override
        public int destination() {
            return agent.router.parent.peer;
        }

        @Override
        public void arrived(Frame head) {
            answer = head;
            agent.execute(this);
        }

        @Override
        public void run() {
            boolean refused = answer.is(Protocol.DEAD);
            for (ClassRequest each : waiting(first)) { // one that fails does not keep the others waiting
                if (refused || each == first) {
                    each.answerBy(() -> each.passOn(answer));
                } else {
                    each.answerOn(Runnable::run, () -> serve(each));
                }
            }
        }
    }
}
