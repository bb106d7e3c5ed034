package mitogen.agent;

import java.io.DataInputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.invoke.MethodHandles;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import mitogen.internal.Current;
import mitogen.io.BlockingInput;
import mitogen.io.BlockingOutput;
import mitogen.io.LineStream;
import mitogen.io.OutputForwarder;
import mitogen.route.Link;

/**
 * A child's main program, called by the loader with the two ends of the link, the packed core, what is to be said when it is
 * up, and what clears O_NONBLOCK. It reads its configuration, says that, and serves until the link ends. Then the process
 * ends, whatever tasks do.
 */
public final class Main implements Consumer<Object> {
    /** For the loader. */
    public Main() {}

    @Override
    @SuppressWarnings("unchecked") // by the loader
    public void accept(Object given) {
        Object[] arguments = (Object[]) given;
        Thread.currentThread().setName("mitogen-reader");
        Exit exit = new Exit();
        Consumer<FileDescriptor> clearer = (Consumer<FileDescriptor>) arguments[4];
        InputStream in = new BlockingInput((FileInputStream) arguments[0], clearer);
        OutputStream out = new BlockingOutput((FileOutputStream) arguments[1], clearer);
        try {
            Agent agent = new Agent(
                    BootConfig.read(new DataInputStream(in)),
                    (byte[]) arguments[2],
                    null,
                    getClass().getClassLoader(),
                    exit);
            exit.agent = agent;
            Current.only = agent.modules;
            setSystemClassLoader(agent.loader);
            int self = agent.router.self;
            System.setOut(printer(new LineStream(agent.output, self, OutputForwarder.OUT)));
            System.setErr(printer(new LineStream(agent.output, self, OutputForwarder.ERR)));
            Runtime.getRuntime().addShutdownHook(exit);
            Link parent = new Link(agent.config.ancestors[0], "parent");
            agent.router.parent = parent;
            out.write(((String) arguments[3]).getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            parent.open(out);
            if (agent.config.heartbeat > 0) {
                new Watch(exit, parent, agent.config.heartbeat).start();
            }
            parent.read(in, agent.router);
        } catch (IOException | RuntimeException e) {
            Exit.tell(e); // the parent is gone, which will not hear this, or speaks no sense
        } catch (Throwable e) {
            exit.accept(e);
        }
        exit.end(0);
    }

    /**
     * Makes the application's class loader the system's, as it is in a program: much in the JDK asks that one, and threads
     * of the common pool have it. The option of the JVM for this costs a warning and its archive of classes.
     */
    static void setSystemClassLoader(ClassLoader loader) {
        try {
            MethodHandles.privateLookupIn(ClassLoader.class, MethodHandles.lookup())
                    .findStaticVarHandle(ClassLoader.class, "scl", ClassLoader.class)
                    .set(loader);
        } catch (ReflectiveOperationException | RuntimeException e) {
            // not OpenJDK's class library: there such threads have to be given a loader
        }
    }

    private static PrintStream printer(OutputStream stream) {
        return new PrintStream(stream, true, StandardCharsets.UTF_8);
    }
}
