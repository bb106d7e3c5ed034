package mitogen.transfer;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import mitogen.Call;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.Outcome;
import mitogen.Receiver;
import mitogen.Select;
import mitogen.Sender;
import mitogen.Transfer;
import mitogen.internal.TransferOrder;
import mitogen.internal.TransferOrder.Option;

/**
 * Does a transfer: starts a task at each side, brings them together, and collects what destinations report. The bytes do
 * not come through here, unless this is a side, or on the way, or no other way is allowed.
 */
public final class Transfers {
    private static final long PATIENCE = 5; // seconds

    private final Place from;
    private final List<Place> to;
    private final Context here;
    private final JdkExceptions exceptions;
    private final Tally tally;
    private final List<Call<Void>> detours = new ArrayList<>();

    private Transfers(Place from, List<Place> to, Context here, JdkExceptions exceptions, Consumer<Object> progress) {
        this.from = from;
        this.to = to;
        this.here = here;
        this.exceptions = exceptions;
        tally = new Tally(progress);
    }

    /**
     * Does a transfer, and waits.
     *
     * @param includes the rules made of the globs
     * @param excludes the same
     * @param here the context that the caller runs in
     * @param progress takes a {@link Transfer.Progress} now and then; or null
     */
    public static Transfer.Result run(
            TransferOrder order,
            List<Rule.Text> includes,
            List<Rule.Text> excludes,
            Place from,
            List<Place> to,
            Context here,
            JdkExceptions exceptions,
            Consumer<Object> progress) {
        Set<Option> options = order.options();
        Plan plan = new Plan(
                includes,
                excludes,
                options.contains(Option.DELETE),
                options.contains(Option.DRY_RUN),
                options.contains(Option.CHECKSUM),
                options.contains(Option.PERMISSIONS),
                options.contains(Option.OWNERS),
                options.contains(Option.RESUME),
                options.contains(Option.SYNC));
        return new Transfers(from, to, here, exceptions, progress).run(plan);
    }

    /** One destination. States: under way; over, with or without a failure. */
    private static final class Side {
        final Place place;
        final Sender<Object> answers;
        final Receiver<Object> reports;
        final Incidents incidents;
        Call<Void> call; // or null
        Exception failure; // or null
        boolean told; // to the source
        String unreached = ""; // why the source could not reach it, if so

        Side(Place place, Sender<Object> answers, Receiver<Object> reports, Incidents incidents) {
            this.place = place;
            this.answers = answers;
            this.reports = reports;
            this.incidents = incidents;
        }

        /** Whether it may wait for a source that has ended: unless it has ended itself, which it will say in a moment. */
        boolean isDoubtful() {
            return isOver() || !unreached.isEmpty();
        }

        void giveUp() {
            fail(new IOException(
                    unreached.isEmpty()
                            ? place.context() + " did not do all of it"
                            : "the source could not reach " + place.context() + ": " + unreached));
        }

        boolean isOver() {
            return failure != null || incidents.isDone();
        }

        /** The source need not wait for it. */
        void fail(Exception why) {
            if (!isOver()) {
                failure = why;
                try {
                    answers.close();
                } catch (MitogenException e) {
                    // the source is gone
                }
            }
        }
    }

    private Transfer.Result run(Plan plan) {
        List<Side> sides = new ArrayList<>();
        Call<List<String>> source = null;
        try (Receiver<Object> ready = here.receiver()) {
            source = from.context()
                    .submit(new SendTree(
                            from.root(), plan, to.stream().map(this::reached).toList(), ready.sender()));
            Select<Object> select = new Select<>();
            for (Place each : to) {
                sides.add(start(plan, each, ready, select));
            }
            select.add(source);
            await(select, source, sides);
        } catch (MitogenException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            sides.forEach(each -> each.fail(e));
            tally.fail(from.path(), lost(from, source == null ? e : failure(source, e)));
        } finally {
            end(source, sides);
        }
        for (Side each : sides) {
            if (each.failure != null) {
                explain(each, source);
            }
        }
        return tally.result();
    }

    private void await(Select<Object> select, Call<List<String>> source, List<Side> sides) {
        while (!sides.stream().allMatch(Side::isOver)) {
            boolean doubtful =
                    select.isEmpty() || source.isDone() && sides.stream().allMatch(Side::isDoubtful);
            Outcome<Object> next = doubtful ? select.poll(Duration.ofSeconds(1)) : select.take();
            if (next != null) {
                take(next, source, sides);
            } else {
                sides.forEach(Side::giveUp);
            }
        }
    }

    private void end(Call<List<String>> source, List<Side> sides) {
        boolean over = sides.stream().allMatch(Side::isOver);
        boolean failed = false;
        for (Side each : sides) {
            each.reports.close();
            if (!each.incidents.isDone() && each.call != null) {
                failed = true;
                each.call.cancel(true); // nothing, if it is done
            }
        }
        if (source != null) {
            if (over && failed) {
                failure(source, null); // which may be why, and comes soon
            }
            source.cancel(true);
        }
        detours.forEach(each -> each.cancel(true));
    }

    /** Whether the source may not talk to a destination: here is a context that both may talk to. */
    private boolean isFenced(Place to) {
        int source = from.context().id();
        int destination = to.context().id();
        return from.fenced() && source != destination && source != here.id() && destination != here.id();
    }

    /** Where what goes to a destination has to come first. */
    private Context reached(Place to) {
        return isFenced(to) ? here : to.context();
    }

    /** Something to send to that leads to the other, through here. */
    @SuppressWarnings("unchecked") // who is given it checks what it is
    private Sender<Object> detour(Sender<Object> to) {
        try (Receiver<Object> ready = here.receiver()) {
            detours.add(here.submit(new Detour(ready.sender(), to)));
            return (Sender<Object>) ready.take();
        }
    }

    @SuppressWarnings("unchecked") // who is given it checks what it is
    private Side start(Plan plan, Place place, Receiver<Object> ready, Select<Object> select) {
        Sender<Object> answers = (Sender<Object>) ready.take();
        Receiver<Object> reports = here.receiver();
        Side side = new Side(place, answers, reports, new Incidents(from, place, tally, exceptions));
        try {
            Sender<Object> way = isFenced(place) ? detour(answers) : answers;
            side.call = place.context().submit(new ReceiveTree(place.root(), plan, way, reports.sender()));
            select.add(reports);
            select.add(side.call);
        } catch (MitogenException | IllegalStateException e) {
            side.fail(e);
        }
        return side;
    }

    @SuppressWarnings("unchecked") // who is given it checks what it is
    private void take(Outcome<Object> outcome, Call<List<String>> source, List<Side> sides) {
        if (outcome.source() == source) {
            takeEnd(outcome, sides);
            return;
        }
        for (Side each : sides) {
            if (outcome.source() == each.reports || outcome.source() == each.call) {
                try {
                    Object value = outcome.get();
                    if (value instanceof Sender<?> data && !each.told) {
                        each.told = true;
                        each.answers.send(isFenced(each.place) ? detour((Sender<Object>) data) : data);
                    } else if (value != null) {
                        each.incidents.take(value);
                    }
                } catch (IOException | MitogenException e) {
                    each.fail(e);
                }
            }
        }
    }

    /** The source has ended: with all that was to be done, or not. */
    private static void takeEnd(Outcome<Object> outcome, List<Side> sides) {
        for (int i = 0; i < sides.size(); i++) {
            if (outcome.failure() != null) {
                sides.get(i).fail(new IOException("the source ended early", outcome.failure()));
            } else if (outcome.get() instanceof List<?> reasons
                    && i < reasons.size()
                    && reasons.get(i) instanceof String reason
                    && !reason.isEmpty()) {
                sides.get(i).unreached = reason;
            }
        }
    }

    /** Notes why a destination did not come to its end. */
    private void explain(Side side, Call<List<String>> source) {
        RuntimeException ofSource = source == null ? null : failure(source, null);
        RuntimeException own = side.call == null ? null : failure(side.call, null);
        if (ofSource != null && !(ofSource instanceof CancellationException)) {
            tally.fail(from.path(), lost(from, ofSource));
        } else if (own != null && !(own instanceof CancellationException)) {
            tally.fail(side.place.path(), lost(side.place, own));
        } else {
            tally.fail(side.place.path(), lost(side.place, side.failure));
        }
    }

    /** What a call failed with, which is waited for a moment; the other one otherwise. */
    private static RuntimeException failure(Call<?> call, RuntimeException other) {
        boolean interrupted = Thread.interrupted();
        try {
            call.get(PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            interrupted = true;
        } catch (TimeoutException e) {
            return other;
        } catch (CancellationException e) {
            return e;
        } catch (ExecutionException e) {
            return e.getCause() instanceof RuntimeException failure ? failure : other;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return other;
    }

    private static IOException lost(Place place, Exception cause) {
        return new IOException("the transfer ended early at " + place.context() + ": " + cause.getMessage(), cause);
    }
}
