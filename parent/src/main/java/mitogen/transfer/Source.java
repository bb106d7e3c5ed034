package mitogen.transfer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The side that reads. It walks ahead, and sends the files that destinations want when they have said so, in their order: a file
 * that several want is read once. One thread does all of it, so no lock is needed; while it waits for an answer, the
 * destinations have all that they need to give it.
 */
final class Source {
    /**
     * How many files may wait for an answer. Their answers have less than the window of a channel. So a destination never
     * waits until this side takes answers, and may always be waited for.
     */
    static final int AHEAD = 64 * 1024;

    private final Walk walk;
    private final Plan plan;
    private final List<Outlet> outlets;
    private final ArrayDeque<Walk.Found> waiting = new ArrayDeque<>();
    private final FileReader reader = new FileReader();

    Source(Path root, Plan plan, List<Outlet> outlets) {
        this.plan = plan;
        this.outlets = outlets;
        walk = new Walk(root, plan, outlets, waiting);
    }

    void run() throws IOException {
        try (walk) {
            boolean more = true;
            while ((more || !waiting.isEmpty()) && !outlets.stream().allMatch(Outlet::isGone)) {
                if (more && waiting.size() < AHEAD) {
                    more = walk.step();
                }
                while (!waiting.isEmpty() && outlets.stream().allMatch(Outlet::isReady)) {
                    serve(waiting.remove());
                }
                if (!waiting.isEmpty() && (!more || waiting.size() >= AHEAD)) {
                    outlets.forEach(Outlet::flush);
                    serve(waiting.remove());
                }
            }
        }
    }

    /** Does what destinations have said of a file. */
    private void serve(Walk.Found file) throws IOException {
        List<FileReader.Wanted> wanted = new ArrayList<>();
        List<Outlet> compare = new ArrayList<>();
        List<Outlet.Answer> answers = new ArrayList<>();
        for (Outlet each : outlets) {
            Outlet.Answer answer = each.next();
            if (answer.kind() == Wire.COMPARE) {
                compare.add(each);
                answers.add(answer);
            } else if (answer.kind() != Wire.SKIP) {
                wanted.add(new FileReader.Wanted(each, answer.offset(), answer.digest()));
            }
        }
        if (!compare.isEmpty()) {
            compare(file, compare, answers, wanted);
        }
        if (!wanted.isEmpty()) {
            reader.send(file, wanted);
        }
    }

    private void compare(
            Walk.Found file, List<Outlet> outlets, List<Outlet.Answer> answers, List<FileReader.Wanted> wanted)
            throws IOException {
        byte[] digest;
        try {
            digest = FileDigest.of(file.path(), Long.MAX_VALUE).digest();
        } catch (IOException e) {
            FileReader.checkInterrupt(e);
            outlets.forEach(each -> each.noFile(e));
            return;
        }
        for (int i = 0; i < outlets.size(); i++) {
            boolean same = Arrays.equals(digest, answers.get(i).digest());
            outlets.get(i).put(to -> to.begin(Wire.SAME, 1).put(same));
            if (!same && !plan.dryRun()) {
                wanted.add(new FileReader.Wanted(outlets.get(i), 0, null));
            }
        }
    }
}
