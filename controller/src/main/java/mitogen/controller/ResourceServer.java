package mitogen.controller;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import mitogen.agent.Agent;
import mitogen.classes.Batch;
import mitogen.classes.ClassRequest;
import mitogen.classes.EntryLayout;
import mitogen.classes.RangeRequest;
import mitogen.route.Link;
import mitogen.wire.Protocol;

/**
 * Gives resources, as far as the {@link ClassPolicy} lets them out: small ones in batches, like classes, which relays
 * keep; of large ones only how long they are, and then in ranges what {@link ResourceRanges} reads. Thread-safe; requests are
 * worked on by the threads {@code mitogen-classes}.
 */
final class ResourceServer {
    /** Resources up to this size travel with the answer, if all of that name fit into a batch. */
    private static final int SMALL = 256 * 1024;

    private static final String CLASS = ".class";

    /** How many refused names are remembered, to log each once. */
    private static final int MOST_REFUSED = 1000;

    /** Bytes of answers that are kept for the next who asks. */
    private static final long MOST_KEPT =
            Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 16);

    private final Agent agent;
    private final GivenClasses classes;
    private final Sources sources;
    private final ResourceRules policy;
    private final ResourceRanges ranges;
    private final BatchStore batches;
    private final Set<String> packages = ConcurrentHashMap.newKeySet(); // paths, of classes that were given
    private final Set<ClassPathEntry> ofEntries = ConcurrentHashMap.newKeySet();
    private final Set<ClassPathEntry> ofClasses = ConcurrentHashMap.newKeySet(); // that were given
    private final Set<ClassPathEntry> warned = ConcurrentHashMap.newKeySet();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>(); // batches by Java and name
    private final AtomicLong kept = new AtomicLong();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    ResourceServer(
            Agent agent,
            GivenClasses classes,
            Sources sources,
            ResourceRanges ranges,
            BatchStore batches,
            ResourceRules policy) {
        this.agent = agent;
        this.classes = classes;
        this.sources = sources;
        this.ranges = ranges;
        this.batches = batches;
        this.policy = policy;
    }

    /** A class went out. */
    void gave(ClassFinder.Found found) {
        if (found.origin().length > 0) {
            if (found.from() != null) {
                ofClasses.add(found.from());
            }
            packages.add(found.name()
                    .replace('.', '/')
                    .substring(0, Math.max(0, found.name().lastIndexOf('.'))));
        }
    }

    /** A class is a task's own: where it is from is the application, not a library. */
    void entry(ClassFinder.Found found) {
        if (found.from() != null && found.origin().length > 0) {
            ofEntries.add(found.from());
        }
    }

    void lost(Link link) {
        ranges.lost(link);
    }

    void read(RangeRequest range) {
        ranges.read(range);
    }

    void answer(ClassRequest wanted) {
        String name = wanted.name.substring(1);
        String key = wanted.java + wanted.name;
        Integer before = answers.get(key);
        if (before != null) {
            wanted.take(List.of(before));
            return;
        }
        try {
            if (!ResourceRules.isName(name)) {
                batches.passBy(wanted, entry(name, List.of(), Set.of()));
            } else if (name.endsWith(CLASS)) {
                answerClass(wanted, name);
            } else {
                answer(wanted, name, key);
            }
        } catch (IOException | RuntimeException e) {
            wanted.fail(Protocol.REFUSED, "the controller could not read it: " + e);
        }
    }

    private static String className(String resource) {
        return resource.substring(0, resource.length() - CLASS.length()).replace('/', '.');
    }

    /** A class file as a resource is given where the class is. */
    private void answerClass(ClassRequest wanted, String name) throws IOException {
        ClassFinder.Found found = classes.usable(className(name), wanted.java);
        if (found == null) {
            batches.passBy(wanted, entry(name, List.of(), Set.of()));
            return;
        }
        EntryLayout.Copy copy = new EntryLayout.Copy(found.source(), found.bytes().length, 0, found.bytes());
        byte[] answer = EntryLayout.resource(wanted.java, wanted.java, List.of(copy));
        wanted.takeOnce(Batch.of(List.of(new Batch.Entry("/" + name, answer, null))));
    }

    /** A resource that a task was seen to need, or that there is none; null where that cannot be told yet. */
    Batch.Entry ahead(String name, int java) {
        try {
            if (ResourceRules.isName(name) && name.endsWith(CLASS)) {
                return classes.usable(className(name), java) == null ? entry(name, List.of(), Set.of()) : null;
            }
            if (!ResourceRules.isName(name)) {
                return null;
            }
            List<ClassPathEntry.Item> all = findAll(name, java);
            List<ClassPathEntry.Item> given = new ArrayList<>();
            for (ClassPathEntry.Item each : all) {
                if (gives(name, each.origin())) {
                    given.add(each);
                }
            }
            return given.size() < all.size() && policy.mayBeOfLibrary(name) ? null : pack(name, given);
        } catch (IOException | RuntimeException e) {
            return null; // when it is asked for, the answer tells
        }
    }

    private void answer(ClassRequest wanted, String name, String key) throws IOException {
        List<ClassPathEntry.Item> all = findAll(name, wanted.java);
        List<ClassPathEntry.Item> given = new ArrayList<>();
        boolean forNow = false;
        for (ClassPathEntry.Item each : all) {
            if (gives(name, each.origin())) {
                given.add(each);
            } else {
                forNow |= policy.mayBeOfLibrary(name); // with the next class that is given it may be another matter
            }
        }
        if (given.size() < all.size()) {
            logRefusal(
                    wanted,
                    name,
                    all.stream().filter(each -> !given.contains(each)).toList(),
                    given.isEmpty());
        }
        if (given.isEmpty() && forNow) {
            wanted.fail(Protocol.REFUSED, "the controller's class policy does not give it away");
        } else if (given.isEmpty()) {
            batches.passBy(wanted, entry(name, List.of(), Set.of()));
        } else if (forNow) {
            wanted.takeOnce(Batch.of(List.of(pack(name, given))));
        } else {
            Batch.Entry entry = pack(name, given);
            if (kept.addAndGet(entry.bytes().length) > MOST_KEPT) {
                batches.passBy(wanted, entry);
                return;
            }
            int number = batches.publish(Batch.of(List.of(entry)));
            Integer other = answers.putIfAbsent(key, number);
            wanted.take(List.of(other == null ? number : other));
        }
    }

    /**
     * All that a context could find. Implementations of a service that are not given away are none: somebody else may provide the
     * service, and a file that names them would only make it fail.
     */
    private List<ClassPathEntry.Item> findAll(String name, int java) throws IOException {
        List<ClassPathEntry.Item> all = new ArrayList<>();
        for (ClassPathEntry.Item each : sources.findAll(name, java)) {
            if (!ResourceRules.isService(name) || isProvided(each)) {
                all.add(each);
            }
        }
        ClassPathEntry.Item spare = all.isEmpty() ? sources.forChildren(name, java) : null;
        return spare == null || !isProvided(spare) ? all : List.of(spare);
    }

    private boolean isProvided(ClassPathEntry.Item service) throws IOException {
        List<String> names = new String(service.read(), StandardCharsets.UTF_8)
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(line -> !line.isEmpty())
                .toList();
        return names.isEmpty() || names.stream().anyMatch(classes::mayBeGiven);
    }

    private boolean gives(String name, ClassPathEntry origin) throws IOException {
        return !policy.denies(name) && (policy.allows(name) || ofLibrary(name, origin));
    }

    private boolean ofLibrary(String name, ClassPathEntry origin) throws IOException {
        if (!policy.mayBeOfLibrary(name)) {
            return false;
        }
        if (ResourceRules.isService(name)) {
            return true;
        }
        if (!origin.isJar() || ofEntries.contains(origin) || origin.usesMitogen()) {
            return origin.isJar() && ResourceRules.isNative(name);
        }
        if (ResourceRules.isNative(name) || ResourceRules.isIndex(name) && ofClasses.contains(origin)) {
            return true;
        }
        for (int end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
            if (packages.contains(name.substring(0, end))) {
                return true;
            }
        }
        return false;
    }

    /** A program there takes it for absent, and may fail without a word of it: each jar is warned of once. */
    private void logRefusal(ClassRequest wanted, String name, List<ClassPathEntry.Item> withheld, boolean all) {
        boolean first = false;
        for (ClassPathEntry.Item each : all && !policy.denies(name) ? withheld : List.<ClassPathEntry.Item>of()) {
            first |= warned.add(each.origin());
        }
        if (refused.size() < MOST_REFUSED && refused.add(name) || first) {
            String others = withheld.size() == 1 ? "" : " and " + (withheld.size() - 1) + " others";
            agent.log(
                    first ? Level.WARNING : Level.FINE,
                    agent.router.nameOf(wanted.context) + " asked for the resource " + name + " in "
                            + withheld.get(0).origin().place + others
                            + ", which the class policy does not give away; if it is to have it:"
                            + " Options.withClassPolicy(ClassPolicy.defaults().allowResources(\"" + name
                            + "\")); 'mitogen java' gives what is in its -cp, or in a jar that it runs"
                            + (first ? ". Further ones from there are logged at FINE" : ""),
                    null);
        }
    }

    /** With the content of those that are small, as many of them as fit into a batch. */
    private Batch.Entry pack(String name, List<ClassPathEntry.Item> found) throws IOException {
        List<ClassPathEntry.Item> whole = new ArrayList<>(found);
        whole.removeIf(each -> each.length() < 0 || each.length() > SMALL);
        whole.sort(Comparator.comparingLong(ClassPathEntry.Item::length));
        while (true) {
            Batch.Entry entry = entry(name, found, Set.copyOf(whole));
            if (whole.isEmpty() || Batch.of(List.of(entry)).packed().length <= Batch.MOST) {
                return entry;
            }
            whole.remove(whole.size() - 1);
        }
    }

    private Batch.Entry entry(String name, List<ClassPathEntry.Item> found, Set<ClassPathEntry.Item> whole)
            throws IOException {
        int from = 0;
        int until = EntryLayout.ANY;
        List<EntryLayout.Copy> copies = new ArrayList<>();
        for (ClassPathEntry.Item each : found) {
            from = Math.max(from, each.from());
            until = Math.min(until, each.until());
            byte[] content = whole.contains(each) ? each.read() : null;
            copies.add(new EntryLayout.Copy(
                    each.origin().place,
                    content != null ? content.length : ranges.length(each),
                    content != null ? 0 : ranges.number(each),
                    content));
        }
        return new Batch.Entry("/" + name, EntryLayout.resource(from, until, copies), null);
    }
}
