package mitogen.controller;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadPoolExecutor;
import mitogen.agent.Agent;
import mitogen.classes.Batch;
import mitogen.classes.ClassFile;
import mitogen.classes.ClassRequest;
import mitogen.classes.ClassStore;
import mitogen.classes.Closure;
import mitogen.classes.RangeRequest;
import mitogen.route.Link;
import mitogen.wire.Protocol;

/**
 * Packs what {@link GivenClasses} and {@link ResourceServer} give of the application: for a task all that it is likely to
 * need, and for a request that one thing, with what the class is likely to need. Owns the threads {@code mitogen-classes}.
 */
final class ClassServer implements ClassStore {
    /** Packed bytes of what is sent with a class that was asked for, as it is likely to need it. */
    private static final int LATE = 128 * 1024;

    /** Packed bytes of what tasks were seen to need. */
    private static final int MOST_KNOWN = 16 << 20;

    /** What every task needs. */
    static final List<String> CODE_SOURCES = List.of("mitogen.resources.CodeSources");

    private final Agent agent;
    private final GivenClasses given;
    private final Profiles profiles;
    private final Preflight preflight;
    private final ResourceServer resources;
    private final BatchStore store;
    private final int budget;
    private final ThreadPoolExecutor workers;

    /** For each link, which batch brings a class; each guarded by itself. */
    private final Map<Link, Map<String, Integer>> crossed = new ConcurrentHashMap<>();

    /**
     * A server.
     *
     * @param budget packed bytes of what may be needed, and is not known to be
     */
    ClassServer(
            Agent agent,
            GivenClasses given,
            Profiles profiles,
            Preflight preflight,
            ResourceServer resources,
            BatchStore store,
            int budget) {
        this.agent = agent;
        this.given = given;
        this.profiles = profiles;
        this.preflight = preflight;
        this.resources = resources;
        this.store = store;
        this.budget = budget;
        workers = Pools.of("mitogen-classes", 2);
    }

    void close() {
        workers.shutdownNow();
    }

    @Override
    public void lost(Link link) {
        crossed.remove(link);
        resources.lost(link);
    }

    @Override
    public void check(int context, Class<?> task, Collection<String> roots) {
        preflight.check(context, task, roots).forEach(resources::entry);
    }

    @Override
    public Collection<Integer> batches(Link link, Collection<String> roots, int java) {
        Set<String> whole = new LinkedHashSet<>(CODE_SOURCES);
        Set<String> known = new LinkedHashSet<>();
        for (String root : roots) {
            ClassFinder.Found found = given.usable(GivenClasses.entry(root), java);
            Profiles.Profile profile = found == null ? null : profiles.of(found.name(), found.bytes());
            if (profile == null || !profile.complete()) {
                whole.add(root);
            } else {
                known.add(found.name());
            }
            if (profile != null) {
                known.addAll(profile.names());
                if (!profile.complete()) {
                    whole.addAll(profile.names());
                }
            }
        }
        // What is known to be needed has to travel in any case; the budget is for what may be.
        Set<Integer> numbers = new LinkedHashSet<>(numbers(link, needed(List.of(), known, java), MOST_KNOWN));
        numbers.addAll(numbers(link, needed(whole, List.of(), java), budget));
        return numbers;
    }

    /**
     * What there is to send.
     *
     * @param bundles the numbers of {@link OwnBundles}
     * @param entries what is to be packed, by key
     */
    private record Needed(Set<Integer> bundles, Map<String, Batch.Entry> entries) {}

    /** The numbers of batches with these, made as far as they have not crossed the link yet. The budget is not for ours. */
    private Collection<Integer> numbers(Link link, Needed needed, int most) {
        Map<String, Integer> there = crossed.computeIfAbsent(link, unused -> new ConcurrentHashMap<>());
        Set<Integer> numbers = new LinkedHashSet<>();
        synchronized (there) {
            for (int bundle : needed.bundles) {
                cross(there, store.take("bundle " + bundle, OwnBundles.batches(bundle)), numbers);
            }
            Map<String, Batch.Entry> missing = new LinkedHashMap<>();
            needed.entries.forEach((key, entry) -> {
                Integer number = there.get(key);
                if (number != null) {
                    numbers.add(number);
                } else {
                    missing.put(key, entry);
                }
            });
            cross(there, store.make(missing, most), numbers);
        }
        return numbers;
    }

    private static void cross(Map<String, Integer> there, List<BatchStore.Made> batches, Set<Integer> numbers) {
        for (BatchStore.Made each : batches) {
            numbers.add(each.number());
            each.keys().forEach(key -> there.put(key, each.number()));
        }
    }

    /**
     * What there is to send.
     *
     * @param whole with all that their class files tell
     * @param known just these: classes, what was asked for in vain, and, behind a slash, resources
     */
    private Needed needed(Collection<String> whole, Collection<String> known, int java) {
        Map<String, ClassFinder.Found> classes = new HashMap<>();
        Set<Integer> bundles = new LinkedHashSet<>();
        List<String> names = Closure.of(whole, known, new Closure.Finder() {
            @Override
            public ClassFile file(String name) {
                ClassFinder.Found found = given.usable(name, java);
                classes.put(name, found);
                return found == null ? null : found.file();
            }

            @Override
            public Collection<String> together(String name) {
                Collection<String> together = OwnBundles.together(name);
                if (!together.isEmpty()) {
                    bundles.addAll(OwnBundles.needed(name));
                }
                return together;
            }
        });
        Map<String, Batch.Entry> needed = new LinkedHashMap<>();
        for (String name : names) {
            ClassFinder.Found found = classes.get(name);
            if (!OwnBundles.isIn(name, bundles)) {
                resources.gave(found);
                needed.put(found.key(), found.entry());
            }
        }
        Map<String, Batch.Entry> others = new LinkedHashMap<>();
        for (String name : known) {
            if (name.startsWith("/")) {
                Batch.Entry resource = resources.ahead(name.substring(1), java);
                if (resource != null) {
                    others.put(java + name, resource);
                }
            } else if (given.isAbsent(name, java)) {
                Batch.Entry absent = given.absence(name);
                others.put(absent.name(), absent);
            }
        }
        others.putAll(needed);
        return new Needed(bundles, others);
    }

    @Override
    public ClassFile file(String name) {
        return given.file(name, Runtime.version().feature());
    }

    @Override
    public Collection<String> together(String name) {
        return OwnBundles.together(name);
    }

    @Override
    public long extent() {
        return 0; // what is on the class path stays the same
    }

    @Override
    public void find(ClassRequest wanted) {
        wanted.answerOn(workers, () -> {
            if (wanted.resource) {
                resources.answer(wanted);
            } else {
                answer(wanted);
            }
        });
    }

    private void answer(ClassRequest wanted) {
        ClassFinder.Found found;
        try {
            found = given.find(wanted.name, wanted.java);
        } catch (IOException | RuntimeException e) {
            store.passBy(wanted, Packages.absence(wanted.name, "the controller could not read it: " + e));
            return;
        }
        if (found == null) {
            store.passBy(wanted, given.absence(wanted.name));
            return;
        }
        if (found.file().major > wanted.java + ClassFile.JAVA_0) {
            String target = agent.router.nameOf(wanted.context);
            wanted.fail(Protocol.REFUSED, Preflight.tooNew(found, target, wanted.java));
            return;
        }
        if (!store.isFull()) {
            Needed needed = needed(List.of(wanted.name), List.of(), wanted.java);
            Collection<Integer> numbers = numbers(wanted.link, needed, LATE);
            if (crossed.getOrDefault(wanted.link, Map.of()).containsKey(found.key())) {
                wanted.take(numbers);
                return;
            }
        }
        resources.gave(found);
        wanted.takeOnce(Batch.of(List.of(found.entry()))); // it is too large for a batch, or there are too many of them
    }

    @Override
    public void read(RangeRequest wanted) {
        resources.read(wanted);
    }
}
