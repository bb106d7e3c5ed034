package mitogen.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;

/**
 * Opens files there.
 *
 * @param remote whose files these are
 * @param recent for how long what was read holds; it is told of changes
 * @param opened what is open
 */
record Opener(Remote remote, Recent recent, Opened opened) {
    FileChannel channel(byte[] path, String name, Opening how) throws IOException {
        if (!how.has(StandardOpenOption.WRITE)) {
            ReadSource source = ReadSource.open(remote, path, name, how.options(), recent);
            if (how.has(StandardOpenOption.DELETE_ON_CLOSE)) {
                recent.changed(name);
            }
            return opened.add(RemoteChannel.reading(source, opened::remove));
        }
        if (how.has(StandardOpenOption.CREATE_NEW) && AskedBy.files("createFile")) {
            try {
                remote.ask(new Changes.Create(path, how.permissions(), false), Object.class, name);
            } finally {
                recent.changed(name);
            }
            return RemoteChannel.reading(ReadSource.empty(remote, path, name, recent), unused -> {});
        }
        RemoteFile file = open(path, name, how);
        RemoteChannel.Mode mode = how.isAppend()
                ? RemoteChannel.Mode.APPEND
                : how.has(StandardOpenOption.READ) ? RemoteChannel.Mode.READ_WRITE : RemoteChannel.Mode.WRITE;
        return opened.add(RemoteChannel.writing(mode, file, recent, () -> recent.changed(name), opened::remove));
    }

    private RemoteFile open(byte[] path, String name, Opening how) throws IOException {
        try {
            return RemoteFile.open(remote, path, name, how.options(), how.permissions());
        } finally {
            recent.changed(name);
        }
    }

    InputStream input(byte[] path, String name, Opening how) throws IOException {
        ReadSource source = ReadSource.open(remote, path, name, how.options(), recent);
        return source.small() != null
                ? new ByteArrayInputStream(source.small())
                : opened.add(new RemoteInput(source.open(), opened::remove));
    }

    OutputStream output(byte[] path, String name, Opening how) throws IOException {
        boolean unseen = AskedBy.files("write", "copy");
        RemoteOutput.Target target = new RemoteOutput.Target() {
            @Override
            public RemoteFile open() throws IOException {
                return Opener.this.open(path, name, how);
            }

            @Override
            public void write(byte[] all) throws IOException {
                remote.ask(new WriteSmall(path, how.options(), all), Object.class, name);
            }

            @Override
            public void changed() {
                recent.changed(name);
            }

            @Override
            public void closed(RemoteOutput stream) {
                opened.remove(stream);
            }
        };
        return opened.add(new RemoteOutput(target, unseen ? null : target.open(), how.isAppend()));
    }
}
