package mitogen.controller;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import mitogen.Call;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.Task;
import mitogen.agent.Agent;
import mitogen.classes.Batch;
import mitogen.classes.ClassObserver;
import mitogen.classes.Closure;
import mitogen.classes.Ledgers;
import mitogen.classes.UnusedClasses;
import mitogen.parent.Parent;

/**
 * Notes what tasks ask for, and asks contexts at their end what they used, for {@link Profiles} and {@link ClassLog}. Thread-safe.
 * What it notes only makes later runs faster, so nothing that fails here fails a call.
 */
final class ClassLearner implements ClassObserver {
    /** How long a context may take to tell what it used. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Agent agent;
    private final Ledgers ledgers;
    private final GivenClasses given;
    private final BatchStore batches;
    private final Profiles profiles;
    private final ClassLog log; // or null

    ClassLearner(
            Agent agent, Ledgers ledgers, GivenClasses given, BatchStore batches, Profiles profiles, ClassLog log) {
        this.agent = agent;
        this.ledgers = ledgers;
        this.given = given;
        this.batches = batches;
        this.profiles = profiles;
        this.log = log;
    }

    @Override
    public void called(int context, Collection<String> roots, Collection<Integer> sent) {
        if (log != null) {
            log.called(context, agent.router.nameOf(context), roots, batches.kept(sent));
        }
    }

    @Override
    public void missed(int context, Collection<String> roots, String name, Collection<Integer> sent) {
        for (String root : roots) {
            ClassFinder.Found found = given.usable(GivenClasses.entry(root), ledgers.java(context));
            if (found != null && isName(name)) {
                profiles.learn(found.name(), found.bytes(), name);
                break;
            }
        }
        if (log != null) {
            log.missed(context, agent.router.nameOf(context), roots, name, batches.kept(sent));
        }
    }

    private static boolean isName(String name) {
        return name.startsWith("/") ? ResourceRules.isName(name.substring(1)) : GivenClasses.isName(name);
    }

    @Override
    public void closing(int context) {
        learn(Set.of(context));
    }

    /** {@link #closing} for all contexts that are there. */
    void closingAll() {
        learn(ledgers.roots().keySet());
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
            ledgers.roots().forEach((context, roots) -> {
                if (contexts.contains(context)
                        && ledgers.knowsJava(context)
                        && agent.router.linkTo(context) != null
                        && roots.stream().anyMatch(root -> isNew(root, ledgers.java(context)))) {
                    Context there = Parent.of(agent).context(context, agent.router.nameOf(context));
                    Task<List<String>> question = new UnusedClasses();
                    answers.put(context, there.submit(question).orTimeout(PATIENCE));
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
        ClassFinder.Found found = given.usable(GivenClasses.entry(root), java);
        return found != null && !profiles.of(found.name(), found.bytes()).complete();
    }

    private void learn(int context, Set<String> unused) {
        Set<String> used = new HashSet<>();
        for (Batch batch : batches.kept(ledgers.batches(context))) {
            batch.entries().forEach(entry -> used.add(entry.name()));
        }
        used.removeAll(unused);
        int java = ledgers.java(context);
        Map<String, Set<String>> byEntry = new HashMap<>();
        for (String root : ledgers.roots().getOrDefault(context, Set.of())) {
            byEntry.computeIfAbsent(GivenClasses.entry(root), unknown -> new LinkedHashSet<>())
                    .add(root);
        }
        byEntry.forEach((entry, roots) -> {
            ClassFinder.Found found = given.usable(entry, java);
            if (found != null && roots.stream().anyMatch(root -> isNew(root, java))) {
                Set<String> all = new LinkedHashSet<>(roots);
                all.addAll(profiles.of(entry, found.bytes()).names());
                List<String> names = new ArrayList<>(Closure.of(all, List.of(), name -> given.file(name, java)));
                names.retainAll(used);
                profiles.complete(entry, found.bytes(), names);
            }
        });
    }
}
