package mitogen.controller;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import mitogen.agent.Agent;
import mitogen.classes.Batch;
import mitogen.classes.ClassFile;
import mitogen.classes.Closure;
import mitogen.parent.ClassSource;
import mitogen.route.Link;
import mitogen.wire.Frame;
import mitogen.wire.PayloadWriter;
import mitogen.wire.Protocol;

/**
 * Gives the classes of the application, from its {@link Sources} and from nowhere else. Not given: names that are no class
 * names, classes of the JDK, and what the {@link ClassPolicy} keeps back. Our own classes are given like others: the packed
 * core leaves out those that only parents need, and an application's class that mentions {@link Mitogen} in a signature
 * would not link without it.
 */
final class ClassServer extends ClassSource {
    /** What a binary class name may consist of; above all, no way to name a path or a URL. */
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{Nl}_$][\\p{L}\\p{N}\\p{Mn}_$.-]{0,1023}");

    /** Packed bytes of batches that are kept, in case another child needs just the same classes. */
    private static final long KEPT = 64 << 20;

    private static final List<String> ORIGINS = List.of("mitogen.load.Origins");

    /** A batch that was made, by the keys of what is in it. */
    private record Made(int number, List<String> keys, int size) {}

    private final ClassFinder finder;
    private final Sources sources;
    private final Packages packages;
    private final ResourceServer resources;
    private final ClassPolicy policy;
    private final int budget;
    private final ThreadPoolExecutor workers;
    private final AtomicInteger nextBatch = new AtomicInteger(1);

    /** For each link, which batch brings a class; each guarded by itself. */
    private final Map<Link, Map<String, Integer>> crossed = new ConcurrentHashMap<>();

    private final Map<List<String>, List<Made>> made = new LinkedHashMap<>(16, 0.75f, true); // guarded by itself
    private long kept; // guarded by made

    ClassServer(Agent agent, Sources sources, ClassFinder finder, Options options, int budget) {
        super(agent);
        this.finder = finder;
        this.sources = sources;
        packages = new Packages(sources);
        policy = options.classPolicy();
        resources = new ResourceServer(agent, this, sources, options.resourcePolicy());
        this.budget = budget;
        workers = new ThreadPoolExecutor(2, 2, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, "mitogen-classes");
            thread.setDaemon(true);
            return thread;
        });
        workers.allowCoreThreadTimeOut(true);
    }

    void close() {
        workers.shutdownNow();
        resources.close();
        sources.close();
    }

    @Override
    protected void lost(Link link) {
        super.lost(link);
        crossed.remove(link);
        resources.lost(link);
    }

    @Override
    protected void checkNew(int context, Class<?> task, Collection<String> roots) {
        Preflight preflight = new Preflight(finder, knowsJava(context) ? java(context) : Origin.ANY);
        preflight.check(agent.router.nameOf(context), task, roots);
        preflight.entries().forEach(resources::entry);
    }

    @Override
    protected Collection<Integer> batches(Link link, Collection<String> roots, int java, int context) {
        Map<String, ClassFinder.Found> needed = new LinkedHashMap<>();
        Set<String> names = new LinkedHashSet<>(closure(roots, java, needed));
        if (needed.values().stream().anyMatch(found -> found.origin().length > 0)) {
            names.addAll(closure(ORIGINS, java, needed)); // the loader needs it to define them
        }
        Map<String, Integer> there = crossed.computeIfAbsent(link, unused -> new ConcurrentHashMap<>());
        Set<Integer> numbers = new LinkedHashSet<>();
        synchronized (there) {
            List<ClassFinder.Found> missing = new ArrayList<>();
            for (String name : names) {
                Integer number = there.get(needed.get(name).key());
                if (number != null) {
                    numbers.add(number);
                } else {
                    missing.add(needed.get(name));
                }
            }
            for (Made batch : make(missing)) {
                numbers.add(batch.number);
                batch.keys.forEach(key -> there.put(key, batch.number));
            }
        }
        return numbers;
    }

    private List<String> closure(Collection<String> roots, int java, Map<String, ClassFinder.Found> needed) {
        return Closure.of(roots, name -> {
            ClassFinder.Found found = given(name, java);
            if (found == null) {
                return null;
            }
            needed.put(name, found);
            return found.file();
        });
    }

    /** A class that may be given to a context with that Java; null if there is none. */
    ClassFinder.Found given(String name, int java) {
        boolean ours = isOurs(name) && finder.isOurs(name);
        if (!isName(name) || !ours && !policy.gives(name)) {
            return null;
        }
        try {
            ClassFinder.Found found = finder.find(name, java, ours);
            return found == null || found.file().major > java + ClassFile.JAVA_0 ? null : found;
        } catch (IOException | RuntimeException e) {
            return null; // it is not sent ahead; when it is asked for, the answer tells
        }
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.contains("..") && !name.endsWith(".");
    }

    /** Packs classes, or finds the batches that were made of just the same before. */
    private List<Made> make(List<ClassFinder.Found> classes) {
        if (classes.isEmpty()) {
            return List.of();
        }
        List<String> keys = classes.stream().map(ClassFinder.Found::key).toList();
        synchronized (made) {
            List<Made> before = made.get(keys);
            if (before != null) {
                return before;
            }
        }
        List<Batch.Entry> entries = new ArrayList<>();
        for (ClassFinder.Found each : classes) {
            resources.gave(each);
            entries.add(new Batch.Entry(each.name(), each.bytes(), each.origin()));
        }
        List<Made> batches = new ArrayList<>();
        int at = 0;
        for (Batch batch : Batch.pack(entries, budget)) {
            // What is too large for a batch was left out.
            List<String> within = new ArrayList<>();
            for (Batch.Entry entry : batch.entries()) {
                while (!entries.get(at).equals(entry)) {
                    at++;
                }
                within.add(keys.get(at++));
            }
            batches.add(new Made(publish(batch), within, batch.packed().length));
        }
        synchronized (made) {
            made.put(keys, batches);
            batches.forEach(batch -> kept += batch.size);
            var oldest = made.entrySet().iterator();
            while (kept > KEPT) {
                for (Made batch : oldest.next().getValue()) {
                    kept -= batch.size;
                    agent.router.batches.remove(batch.number);
                }
                oldest.remove();
            }
        }
        return batches;
    }

    /** Makes a batch known to the router. */
    int publish(Batch batch) {
        int number = nextBatch.getAndIncrement();
        PayloadWriter payload = new PayloadWriter();
        payload.putInt(number);
        payload.putBytes(batch.packed(), 0, batch.packed().length);
        Frame whole = payload.frames();
        whole.address(0, agent.router.self, Protocol.CLASSES, 0, 0);
        agent.router.batches.put(number, whole);
        given(batch.entries());
        return number;
    }

    @Override
    protected void find(Taker taker) {
        try {
            workers.execute(() -> answer(taker));
        } catch (RejectedExecutionException e) {
            taker.fail(Protocol.LOST, "the controller is closed", -1);
        }
    }

    private void answer(Taker taker) {
        if (taker.resource) {
            resources.answer(taker);
            return;
        }
        boolean ours = isOurs(taker.name) && finder.isOurs(taker.name);
        if (!isName(taker.name)) {
            absent(taker, taker.name, "that is no class name");
            return;
        }
        if (!ours && !policy.gives(taker.name)) {
            absent(taker, taker.name, "the controller's class policy does not give it away");
            return;
        }
        ClassFinder.Found found;
        try {
            found = finder.find(taker.name, taker.java, ours);
        } catch (IOException | RuntimeException e) {
            absent(taker, taker.name, "the controller could not read it: " + e);
            return;
        }
        if (found == null) {
            String packageName = taker.name.substring(0, Math.max(0, taker.name.lastIndexOf('.')));
            String reason = packages.whyAbsent(packageName);
            if (reason != null) {
                absent(taker, packageName + ".", reason);
            } else {
                absent(taker, taker.name, "the controller's class loader has no such class");
            }
            return;
        }
        if (found.file().major > taker.java + ClassFile.JAVA_0) {
            String target = agent.router.nameOf(taker.context);
            taker.fail(Protocol.REFUSED, Preflight.tooNew(found, target, taker.java), -1);
            return;
        }
        Collection<Integer> numbers = batches(taker.link, List.of(taker.name), taker.java, taker.context);
        if (crossed.getOrDefault(taker.link, Map.of()).containsKey(found.key())) {
            taker.take(numbers);
        } else { // it is too large for a batch
            Batch batch = Batch.of(List.of(new Batch.Entry(found.name(), found.bytes(), found.origin())));
            given(batch.entries());
            resources.gave(found);
            taker.take(batch);
        }
    }

    @Override
    protected void read(Range range) {
        resources.read(range);
    }

    /** Answers that there is none. The batch that says so is not kept, as a child may ask for any number of names. */
    private void absent(Taker taker, String name, String reason) {
        passBy(taker, new Batch.Entry("!" + name, reason.getBytes(StandardCharsets.UTF_8), null));
    }

    /** Answers with something that is not worth keeping here; relays keep it. */
    void passBy(Taker taker, Batch.Entry entry) {
        int number = publish(Batch.of(List.of(entry)));
        taker.take(List.of(number));
        agent.router.batches.remove(number);
    }
}
