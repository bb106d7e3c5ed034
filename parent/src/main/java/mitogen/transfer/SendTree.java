package mitogen.transfer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import mitogen.Context;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.Task;
import mitogen.internal.NativePaths;

/**
 * Reads a file or tree, and sends it to destinations. Each destination has a channel of its own here, for what it says of the
 * files. The first that comes through it is the sender to that destination; if none comes, there is nobody.
 *
 * @param root what is read
 * @param plan what is to be done
 * @param destinations where they are
 * @param ready takes the senders of these channels
 */
@SuppressWarnings("ArrayRecordComponent") // nobody compares them
record SendTree(byte[] root, Plan plan, List<Context> destinations, Sender<Object> ready)
        implements Task<List<String>> {
    /** Gives for each destination why it could not be reached any longer; or an empty text. */
    @Override
    public List<String> run() throws IOException {
        List<Outlet> outlets = new ArrayList<>();
        try {
            for (int i = 0; i < destinations.size(); i++) {
                Receiver<Object> answers = Context.current().receiver();
                outlets.add(new Outlet(answers));
                ready.send(answers.sender());
            }
            open(outlets);
            new Source(NativePaths.of(root), plan, outlets).run();
            outlets.forEach(Outlet::close);
            return outlets.stream().map(Outlet::reason).toList();
        } catch (IOException | RuntimeException | Error e) {
            outlets.forEach(each -> each.fail(e));
            throw e;
        }
    }

    private void open(List<Outlet> outlets) {
        List<Fork.Branch> branches = new ArrayList<>();
        for (int i = 0; i < outlets.size(); i++) {
            branches.add(new Fork.Branch(destinations.get(i), outlets.get(i).await()));
        }
        List<Way> ways = Fork.ways(branches);
        for (int i = 0; i < outlets.size(); i++) {
            outlets.get(i).open(ways.get(i));
        }
    }
}
