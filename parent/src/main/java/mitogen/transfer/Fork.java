package mitogen.transfer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.Select;
import mitogen.Sender;
import mitogen.internal.Below;

/**
 * The ways from here to several destinations. Those behind one child share a {@link Trunk} to it: a {@link Fan} there passes on to
 * each what is for it. So what several are sent goes over each link once.
 */
final class Fork {
    /** Where a destination is, and what it takes; null if it is not there. */
    record Branch(Context context, Sender<Object> data) {}

    private Fork() {}

    /** Gives a way for each branch, in their order; null for one that is not there. */
    static List<Way> ways(List<Branch> branches) {
        Map<Integer, List<Branch>> behind = new HashMap<>();
        for (Branch each : branches) {
            Context hop = hop(each);
            if (hop != null) {
                behind.computeIfAbsent(hop.id(), id -> new ArrayList<>()).add(each);
            }
        }
        Map<Integer, Trunk> trunks = new HashMap<>();
        List<Way> ways = new ArrayList<>();
        for (Branch each : branches) {
            Context hop = hop(each);
            List<Branch> group = hop == null ? List.of() : behind.get(hop.id());
            if (group.size() > 1) {
                ways.add(trunks.computeIfAbsent(hop.id(), id -> trunk(hop, group))
                        .way(group.indexOf(each)));
            } else {
                ways.add(each.data() == null ? null : new Way.Direct(each.data()));
            }
        }
        return ways;
    }

    /** The child that a branch lies behind, or is in; null if it need not be known. */
    private static Context hop(Branch branch) {
        return branch.data() != null && branch.context() instanceof Below below ? (Context) below.nextHop() : null;
    }

    @SuppressWarnings("unchecked") // it only takes bytes
    private static Trunk trunk(Context hop, List<Branch> group) {
        try (Receiver<Object> ready = Context.current().receiver()) {
            Select<Object> first = new Select<>();
            first.add(ready);
            first.add(hop.submit(new Fan(
                    group.stream().map(Branch::context).toList(),
                    group.stream().map(Branch::data).toList(),
                    ready.sender())));
            return new Trunk((Sender<Object>) first.take().get(), group.size());
        } catch (MitogenException e) {
            if (Thread.currentThread().isInterrupted()) {
                throw e;
            }
            return new Trunk(e, group.size());
        }
    }
}
