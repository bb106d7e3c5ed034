package mitogen.controller;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.logging.Level;
import java.util.regex.Pattern;
import mitogen.Call;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.Task;
import mitogen.agent.Agent;
import mitogen.classes.Batch;
import mitogen.classes.ClassFile;
import mitogen.classes.ClassSource;
import mitogen.classes.Closure;
import mitogen.classes.OwnPackages;
import mitogen.classes.RuntimeArchive;
import mitogen.classes.UnusedClasses;
import mitogen.parent.Parent;
import mitogen.route.Link;
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

    /** Packed bytes of what is sent with a class that was asked for, as it is likely to need it. */
    private static final int LATE = 128 * 1024;

    /** Packed bytes of what tasks were seen to need. */
    private static final int MOST_KNOWN = 16 << 20;

    /** How long a context may take to tell what it used. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final String DENIED = "the controller's class policy does not give it away";

    private static final List<String> ORIGINS = List.of("mitogen.load.Origins");

    private final ClassFinder finder;
    private final Profiles profiles;
    private final ClassLog log; // or null
    private final Sources sources;
    private final Packages packages;
    private final ResourceServer resources;
    private final ClassPolicy policy;
    private final int budget;
    private final ThreadPoolExecutor workers;
    private final BatchStore store;

    /** For each link, which batch brings a class; each guarded by itself. */
    private final Map<Link, Map<String, Integer>> crossed = new ConcurrentHashMap<>();

    ClassServer(Agent agent, Sources sources, ClassFinder finder, Options options) {
        super(agent);
        this.finder = finder;
        this.sources = sources;
        store = new BatchStore(agent.router);
        packages = new Packages(sources);
        policy = options.classPolicy();
        resources = new ResourceServer(agent, this, sources, options);
        budget = options.classBudget();
        profiles = new Profiles(options.profiles());
        log = options.classReport() ? new ClassLog() : null;
        workers = Pools.of("mitogen-classes", 2);
    }

    void close() {
        workers.shutdownNow();
        profiles.save();
        resources.close();
        sources.close();
    }

    @Override
    public void lost(Link link) {
        super.lost(link);
        crossed.remove(link);
        resources.lost(link);
    }

    @Override
    protected void checkNew(int context, Class<?> task, Collection<String> roots) {
        Preflight preflight = new Preflight(sources, finder, knowsJava(context) ? java(context) : Origin.ANY);
        preflight.check(agent.router.nameOf(context), task, roots);
        preflight.entries().forEach(resources::entry);
    }

    @Override
    protected Collection<Integer> batches(Link link, Collection<String> roots, int java, int context) {
        Set<String> whole = new LinkedHashSet<>(ORIGINS);
        Set<String> known = new LinkedHashSet<>();
        for (String root : roots) {
            ClassFinder.Found found = given(entry(root), java);
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

    /** The numbers of batches with these, made as far as they have not crossed the link yet. */
    private Collection<Integer> numbers(Link link, Map<String, Batch.Entry> needed, int most) {
        Map<String, Integer> there = crossed.computeIfAbsent(link, unused -> new ConcurrentHashMap<>());
        Set<Integer> numbers = new LinkedHashSet<>();
        synchronized (there) {
            Map<String, Batch.Entry> missing = new LinkedHashMap<>();
            needed.forEach((key, entry) -> {
                Integer number = there.get(key);
                if (number != null) {
                    numbers.add(number);
                } else {
                    missing.put(key, entry);
                }
            });
            for (BatchStore.Made each : store.make(missing, most)) {
                numbers.add(each.number());
                each.keys().forEach(key -> there.put(key, each.number()));
            }
        }
        return numbers;
    }

    /**
     * What there is to send, by key.
     *
     * @param whole with all that their class files tell
     * @param known just these: classes, what was asked for in vain, and, behind a slash, resources
     */
    private Map<String, Batch.Entry> needed(Collection<String> whole, Collection<String> known, int java) {
        Map<String, ClassFinder.Found> classes = new HashMap<>();
        List<String> names = Closure.of(whole, known, name -> {
            ClassFinder.Found found = given(name, java);
            classes.put(name, found);
            return found == null ? null : found.file();
        });
        Map<String, Batch.Entry> needed = new LinkedHashMap<>();
        for (String name : names) {
            ClassFinder.Found found = classes.get(name);
            resources.gave(found);
            needed.put(found.key(), new Batch.Entry(name, found.bytes(), found.origin()));
        }
        Map<String, Batch.Entry> others = new LinkedHashMap<>();
        for (String name : known) {
            if (name.startsWith("/")) {
                Batch.Entry resource = resources.ahead(name.substring(1), java);
                if (resource != null) {
                    others.put(java + name, resource);
                }
            } else if (isAbsent(name, java)) {
                Batch.Entry absent = isReallyOurs(name) || policy.gives(name)
                        ? packages.absence(name)
                        : Packages.absence(name, DENIED);
                others.put(absent.name(), absent);
            }
        }
        others.putAll(needed);
        return others;
    }

    @Override
    protected Collection<String> closure(Collection<String> roots) {
        return Closure.used(roots, name -> {
            ClassFinder.Found found = given(name, Runtime.version().feature());
            return found == null ? null : found.file();
        });
    }

    /** The class that a root starts in. */
    private static String entry(String root) {
        int at = root.indexOf('#');
        return at < 0 ? root : root.substring(0, at);
    }

    @Override
    protected void called(int context, Collection<String> roots, Collection<Integer> batches) {
        if (log != null) {
            log.called(context, agent.router.nameOf(context), roots, store.kept(batches));
        }
    }

    @Override
    protected void missed(int context, Collection<String> roots, String name, Collection<Integer> batches) {
        if (name.startsWith("/" + RuntimeArchive.RESOURCES)) {
            return; // no task needs it
        }
        for (String root : roots) {
            ClassFinder.Found found = given(entry(root), java(context));
            if (found != null && (isName(name) || name.startsWith("/") && ResourceServer.isName(name.substring(1)))) {
                profiles.learn(found.name(), found.bytes(), name);
                break;
            }
        }
        if (log != null) {
            log.missed(context, agent.router.nameOf(context), roots, name, store.kept(batches));
        }
    }

    @Override
    public void closing(int context) {
        learn(Set.of(context));
    }

    /** {@link #learn(Set)} from all contexts that are there. */
    void learn() {
        learn(roots().keySet());
    }

    /**
     * Asks contexts which of the classes that went ahead they have used, for later runs. Waits for that, but not for
     * long.
     */
    private void learn(Set<Integer> contexts) {
        if (!profiles.areKept()) {
            return;
        }
        Map<Integer, Call<List<String>>> answers = new HashMap<>();
        try {
            roots().forEach((context, roots) -> {
                if (contexts.contains(context)
                        && knowsJava(context)
                        && agent.router.linkTo(context) != null
                        && roots.stream().anyMatch(root -> isNew(root, java(context)))) {
                    Context there = Parent.of(agent).context(context, agent.router.nameOf(context));
                    Task<List<String>> question = new UnusedClasses();
                    answers.put(context, there.submit(question).withTimeout(PATIENCE));
                }
            });
            for (Map.Entry<Integer, Call<List<String>>> each : answers.entrySet()) {
                learn(each.getKey(), each.getValue());
            }
        } catch (RuntimeException e) { // it is for later runs only: closing must go on whatever is wrong with it
            agent.log(Level.WARNING, "what contexts used of classes cannot be learned", e);
        }
    }

    private void learn(int context, Call<List<String>> answer) {
        try {
            learn(context, new HashSet<>(answer.await()));
        } catch (MitogenException e) {
            agent.log(Level.FINE, "it is not known which classes " + agent.router.nameOf(context) + " used", e);
        }
    }

    private boolean isNew(String root, int java) {
        if (root.equals(UnusedClasses.class.getName())) {
            return false; // that is our own question
        }
        ClassFinder.Found found = given(entry(root), java);
        return found != null && !profiles.of(found.name(), found.bytes()).complete();
    }

    private void learn(int context, Set<String> unused) {
        Set<String> used = new HashSet<>();
        for (Batch batch : store.kept(sent(context))) {
            batch.entries().forEach(entry -> used.add(entry.name()));
        }
        used.removeAll(unused);
        int java = java(context);
        Map<String, Set<String>> byEntry = new HashMap<>();
        for (String root : roots().getOrDefault(context, Set.of())) {
            byEntry.computeIfAbsent(entry(root), unknown -> new LinkedHashSet<>())
                    .add(root);
        }
        byEntry.forEach((entry, roots) -> {
            ClassFinder.Found found = given(entry, java);
            if (found != null && roots.stream().anyMatch(root -> isNew(root, java))) {
                Set<String> all = new LinkedHashSet<>(roots);
                all.addAll(profiles.of(entry, found.bytes()).names());
                List<String> names = new ArrayList<>(Closure.of(all, List.of(), name -> {
                    ClassFinder.Found each = given(name, java);
                    return each == null ? null : each.file();
                }));
                names.retainAll(used);
                profiles.complete(entry, found.bytes(), names);
            }
        });
    }

    List<ClassUse> uses() {
        if (log == null) {
            throw new IllegalStateException("there is no class report; ask for it with Options.withClassReport(true)");
        }
        return log.uses();
    }

    /** A class that may be given to a context with that Java; null if there is none. */
    ClassFinder.Found given(String name, int java) {
        boolean ours = isReallyOurs(name);
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

    /** An application may have packages that are called like ours. */
    private boolean isReallyOurs(String name) {
        return OwnPackages.isOurs(name) && finder.isOurs(name);
    }

    private boolean isAbsent(String name, int java) {
        boolean ours = isReallyOurs(name);
        try {
            return !isName(name) || !ours && !policy.gives(name) || finder.find(name, java, ours) == null;
        } catch (IOException | RuntimeException e) {
            return false; // it is there, but cannot be read
        }
    }

    private static boolean isName(String name) {
        return NAME.matcher(name).matches() && !name.contains("..") && !name.endsWith(".");
    }

    @Override
    protected void find(Taker taker) {
        try {
            workers.execute(() -> taker.answerBy(() -> answer(taker)));
        } catch (RejectedExecutionException e) {
            taker.fail(Protocol.LOST, "the controller is closed", -1);
        }
    }

    private void answer(Taker taker) {
        if (taker.mustWait()) {
            return;
        }
        if (taker.resource) {
            resources.answer(taker);
            return;
        }
        boolean ours = isReallyOurs(taker.name);
        if (!isName(taker.name)) {
            passBy(taker, Packages.absence(taker.name, "that is no class name"));
            return;
        }
        if (!ours && !policy.gives(taker.name)) {
            passBy(taker, Packages.absence(taker.name, DENIED));
            return;
        }
        ClassFinder.Found found;
        try {
            found = finder.find(taker.name, taker.java, ours);
        } catch (IOException | RuntimeException e) {
            passBy(taker, Packages.absence(taker.name, "the controller could not read it: " + e));
            return;
        }
        if (found == null) {
            passBy(taker, packages.absence(taker.name));
            return;
        }
        if (found.file().major > taker.java + ClassFile.JAVA_0) {
            String target = agent.router.nameOf(taker.context);
            taker.fail(Protocol.REFUSED, Preflight.tooNew(found, target, taker.java), -1);
            return;
        }
        if (!store.isFull()) {
            Map<String, Batch.Entry> needed = needed(List.of(taker.name), List.of(), taker.java);
            Collection<Integer> numbers = numbers(taker.link, needed, LATE);
            if (crossed.getOrDefault(taker.link, Map.of()).containsKey(found.key())) {
                taker.take(numbers);
                return;
            }
        }
        // It is too large for a batch, or there are too many of them.
        Batch batch = Batch.of(List.of(new Batch.Entry(found.name(), found.bytes(), found.origin())));
        resources.gave(found);
        taker.take(batch);
    }

    @Override
    public RuntimeArchive runtime(String platform) throws IOException {
        return resources.runtime(platform);
    }

    @Override
    protected void read(Range range) {
        resources.read(range);
    }

    /** Makes a batch known to the router, and gives its number. */
    int publish(Batch batch) {
        return store.publish(batch);
    }

    /** Answers with something that is not kept here, as a child may ask for any number of names; relays keep it. */
    void passBy(Taker taker, Batch.Entry entry) {
        int number = store.publish(Batch.of(List.of(entry)));
        taker.take(List.of(number));
        store.drop(number);
        taker.forget(number);
    }
}
