package mitogen.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.CopyOption;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.List;

/** Copies a file from one context to another, by way of this one. */
final class Between {
    private Between() {}

    static void copy(Path from, Path to, boolean move, CopyOption... options) throws IOException {
        List<CopyOption> all = List.of(options);
        LinkOption[] links = move || all.contains(LinkOption.NOFOLLOW_LINKS)
                ? new LinkOption[] {LinkOption.NOFOLLOW_LINKS}
                : new LinkOption[0];
        PosixFileAttributes attributes = Files.readAttributes(from, PosixFileAttributes.class, links);
        if (all.contains(StandardCopyOption.REPLACE_EXISTING)) {
            Files.deleteIfExists(to);
        } else if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        if (attributes.isSymbolicLink()) {
            Files.createSymbolicLink(
                    to, to.getFileSystem().getPath(Files.readSymbolicLink(from).toString()));
        } else if (attributes.isDirectory()) {
            Files.createDirectory(to);
        } else {
            try (InputStream in = Files.newInputStream(from);
                    OutputStream out =
                            Files.newOutputStream(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                in.transferTo(out);
            }
        }
        if ((move || all.contains(StandardCopyOption.COPY_ATTRIBUTES)) && !attributes.isSymbolicLink()) {
            set(to, attributes);
        }
        if (move) {
            Files.delete(from);
        }
    }

    /** What another account may set too: times and permissions. Owners are other ones there. */
    private static void set(Path to, PosixFileAttributes attributes) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        view.setPermissions(attributes.permissions());
        view.setTimes(attributes.lastModifiedTime(), attributes.lastAccessTime(), null);
    }
}
