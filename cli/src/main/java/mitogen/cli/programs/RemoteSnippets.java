package mitogen.cli.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import jdk.jshell.spi.ExecutionControl;
import mitogen.Call;
import mitogen.CallException;
import mitogen.Context;
import mitogen.MitogenException;
import mitogen.RemoteThrowable;
import mitogen.cli.remote.LoadSnippets;
import mitogen.cli.remote.RunSnippet;

/** Executes the snippets of a jshell in a context. */
final class RemoteSnippets implements ExecutionControl {
    private final Context context;
    private final Runnable printed; // has all shown that a snippet has printed
    private volatile Call<String> running;
    private volatile MitogenException lost;

    RemoteSnippets(Context context, Runnable printed) {
        this.context = context;
        this.printed = printed;
    }

    /** Why the context can execute nothing any more, or null. */
    MitogenException lost() {
        return lost;
    }

    @Override
    public void load(ClassBytecodes[] classes) throws EngineTerminationException {
        List<String> names = new ArrayList<>();
        List<byte[]> bytes = new ArrayList<>();
        for (ClassBytecodes each : classes) {
            names.add(each.name());
            bytes.add(each.bytecodes());
        }
        try {
            context.call(new LoadSnippets(names, bytes));
        } catch (MitogenException e) {
            throw ended(e);
        }
    }

    @Override
    public void redefine(ClassBytecodes[] classes) throws NotImplementedException {
        throw new NotImplementedException("a class is replaced by a new one");
    }

    @Override
    public String invoke(String type, String method) throws RunException, EngineTerminationException {
        return run(new RunSnippet(type, method, false));
    }

    @Override
    public String varValue(String type, String variable) throws RunException, EngineTerminationException {
        return run(new RunSnippet(type, variable, true));
    }

    private String run(RunSnippet snippet) throws RunException, EngineTerminationException {
        try {
            running = context.submit(snippet);
            String result = running.await();
            if (result.charAt(0) == RunSnippet.UNRESOLVED) {
                throw new ResolutionException(Integer.parseInt(result.substring(1)), new StackTraceElement[0]);
            }
            return result.substring(1);
        } catch (CancellationException e) {
            throw new StoppedException();
        } catch (CallException e) {
            RemoteThrowable thrown = e.remote();
            throw new UserException(thrown.getMessage(), thrown.type(), thrown.getStackTrace());
        } catch (MitogenException e) {
            throw ended(e);
        } finally {
            running = null;
            printed.run();
        }
    }

    private EngineTerminationException ended(MitogenException why) {
        lost = why;
        return new EngineTerminationException(why.getMessage());
    }

    @Override
    public void addToClasspath(String path) throws NotImplementedException {
        throw new NotImplementedException("a class path of this machine is not known there");
    }

    @Override
    public void stop() {
        Call<String> call = running;
        if (call != null) {
            call.cancel(true);
        }
    }

    @Override
    public Object extensionCommand(String command, Object argument) throws NotImplementedException {
        throw new NotImplementedException(command);
    }

    /** The context is not ours. */
    @Override
    public void close() {}
}
