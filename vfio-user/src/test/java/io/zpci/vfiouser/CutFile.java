package io.zpci.vfiouser;

import io.zpci.arch.Register;
import io.zpci.posix.Descriptor;
import io.zpci.posix.Received;
import io.zpci.posix.SharedFile;
import io.zpci.posix.UnixServer;
import io.zpci.posix.UnixSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * Accesses memory until that is compiled, cuts the file, and says who threw. See {@link
 * CutFileTest}.
 */
final class CutFile {
  private static final long IO = 0x1_0000_0000L;
  private static final int PAGE = 4096;
  private static final int ROUNDS = 500_000;
  private static final int END = -77;
  private static final String[] KINDS = {"read", "write", "or", "file"};

  private CutFile() {}

  public static void main(String[] arguments) throws IOException {
    MemorySegment target = Arena.ofAuto().allocate(64, 8);
    for (int kind = 0; kind < KINDS.length; kind++) {
      try (GuestMemory memory = new GuestMemory(1, Served.NO_MESSAGES);
          SharedFile file = SharedFile.create("ram", 2 * PAGE)) {
        check(memory.map(IO, 2 * PAGE, 3, 0, passed(file.descriptor())));
        Register previous = new Register();
        for (int i = 0; i < ROUNDS; i++) {
          check(access(memory, kind, IO + i % 500 * 8L, target, previous));
        }
        file.resize(PAGE);
        boolean all = true;
        for (int i = 0; i < 20; i++) {
          all &= byTheAccess(memory, kind, IO + PAGE + i * 8L, target, previous);
        }
        System.out.println(KINDS[kind] + (all ? ": by the access" : ": later"));
      }
    }
  }

  private static Descriptor passed(Descriptor descriptor) throws IOException {
    Path path = Files.createTempDirectory("cut").resolve("s");
    try (UnixServer server = UnixServer.listen(path);
        UnixSocket sender = UnixSocket.connect(path);
        UnixSocket receiver = Objects.requireNonNull(server.accept(1000));
        Received received = new Received()) {
      sender.send(MemorySegment.ofArray(new byte[1]), 0, 1, List.of(descriptor));
      receiver.receiveAll(MemorySegment.ofArray(new byte[1]), 0, 1, received);
      return Objects.requireNonNull(received.take());
    }
  }

  private static void check(int answer) {
    if (answer != 0) {
      throw new AssertionError("answer " + answer);
    }
  }

  private static boolean byTheAccess(
      GuestMemory memory, int kind, long address, MemorySegment target, Register previous) {
    try {
      return access(memory, kind, address, target, previous) == END;
    } catch (InternalError e) {
      return false;
    }
  }

  private static int access(
      GuestMemory memory, int kind, long address, MemorySegment target, Register previous) {
    try {
      return switch (kind) {
        case 0 -> memory.read(address, target, 0, 8);
        case 1 -> memory.write(address, target, 0, 8);
        case 2 -> memory.or(address, 1, previous);
        default -> memory.readFile(address - IO, target, 0, 16) ? 0 : 1;
      };
    } catch (InternalError e) {
      return END;
    }
  }
}
