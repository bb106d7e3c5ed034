package mitogen.cli.programs;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import mitogen.CallException;
import mitogen.Context;
import mitogen.ContextLostException;
import mitogen.MitogenException;
import mitogen.Receiver;
import mitogen.Sender;
import mitogen.cli.remote.RunMain;
import mitogen.cli.status.ExitStatus;
import mitogen.cli.status.Failures;
import mitogen.cli.status.ProgramFailure;
import mitogen.cli.system.SharedInput;
import mitogen.cli.targets.Target;
import mitogen.cli.work.Execution;
import mitogen.cli.work.Work;

/** Runs a Java program at a target, in the context's own JVM: the program's {@code System.exit} ends the context. */
final class JavaWork implements Work {
    private static final int CHUNK = 64 * 1024 - 256; // so that a value of it is one frame

    private final Program program;
    private final List<String> arguments;
    private final SharedInput input;
    private final boolean goesAlong;

    /**
     * For all targets.
     *
     * @param input what each reads, or null
     * @param goesAlong whether the program goes along with the call, as it is not served
     */
    JavaWork(Program program, List<String> arguments, SharedInput input, boolean goesAlong) {
        this.program = program;
        this.arguments = arguments;
        this.input = input;
        this.goesAlong = goesAlong;
    }

    @Override
    public CompletionStage<Integer> start(Target target, Context context, Execution execution) {
        if (input == null) {
            return context.submit(task(null)).handle((unused, failure) -> status(failure));
        }
        Receiver<Sender<byte[]>> reads = execution.here().receiver();
        InputStream own = input.next(target.name(), execution.output()::failure);
        Thread feeder = new Thread(() -> feed(reads, own), "stdin of " + target.name());
        feeder.setDaemon(true);
        feeder.start();
        return context.submit(task(reads.sender())).handle((unused, failure) -> {
            reads.close();
            return status(failure);
        });
    }

    private RunMain task(Sender<Sender<byte[]>> reads) {
        Map<String, byte[]> classes = goesAlong ? program.classes() : Map.of();
        return new RunMain(
                program.mainClass(), arguments, reads, List.copyOf(classes.keySet()), List.copyOf(classes.values()));
    }

    private static void feed(Receiver<Sender<byte[]>> reads, InputStream from) {
        Sender<byte[]> to = null;
        try (InputStream own = from) {
            to = reads.take();
            byte[] chunk = new byte[CHUNK];
            for (int count = own.read(chunk); count >= 0; count = own.read(chunk)) {
                to.send(Arrays.copyOf(chunk, count));
            }
            to.close();
        } catch (MitogenException ended) {
            // The program has ended without reading all of it.
        } catch (IOException e) {
            if (to != null) {
                to.fail(e);
            }
        }
    }

    /** What the java launcher would have made of it. */
    private static int status(Throwable caught) {
        Throwable failure = Failures.unwrap(caught);
        if (failure == null) {
            return 0;
        }
        if (failure instanceof CallException thrown) {
            throw new ProgramFailure("Exception in thread \"main\" " + Failures.trace(thrown.remote()), 1);
        }
        if (failure instanceof ContextLostException lost && lost.end().exitStatus() >= 0) {
            if (lost.end().exitStatus() < ExitStatus.FIRST_SIGNAL) {
                return lost.end().exitStatus(); // System.exit
            }
            throw new ProgramFailure("mitogen: " + lost.getMessage(), lost.end().exitStatus());
        }
        throw failure instanceof RuntimeException runtime ? runtime : new CompletionException(failure);
    }
}
