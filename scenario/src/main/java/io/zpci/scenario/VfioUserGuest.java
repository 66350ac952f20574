package io.zpci.scenario;

import io.zpci.posix.SharedFile;
import io.zpci.vfio.VfioDevice;
import io.zpci.vfiouser.ClientOptions;
import io.zpci.vfiouser.DmaMessages;
import io.zpci.vfiouser.ServerSettings;
import io.zpci.vfiouser.VfioUserDevice;
import io.zpci.vmm.QemuVersion.VfioUser;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The client that a release of QEMU has for vfio-user, connected to a function of the scenario's
 * model: both in this process, with a real socket between them.
 */
final class VfioUserGuest implements AutoCloseable {
  /** Bytes of the client's memory; no file leads the server there. */
  static final int MEMORY = 0x4000;

  private final Arena arena = Arena.ofConfined();
  private final VfioUserSeat seat;
  private final SharedFile file;
  private final MemorySegment memory;
  private final VfioUserDevice client;

  /**
   * A function of the scenario's model behind a server, with the client of the run's QEMU.
   *
   * @param posted whether the client posts its writes to BARs
   * @throws IOException where the socket cannot be made
   */
  VfioUserGuest(ScenarioMachine machine, boolean posted) throws IOException {
    this.seat = new VfioUserSeat(machine, ServerSettings.DEFAULT);
    this.file = SharedFile.create("guest", MEMORY);
    this.memory = file.map(arena, 0, MEMORY, true);
    DmaMessages layout =
        machine.stack().qemu().vfioUser() == VfioUser.SHORT_COUNT
            ? DmaMessages.QEMU_10
            : DmaMessages.PROTOCOL;
    ClientOptions options =
        ClientOptions.DEFAULT.withMessageMemory(file, layout).withQemuGreeting();
    this.client =
        VfioUserDevice.connect(seat.path(), posted ? options.withPostedWrites() : options);
  }

  /** Why the run's QEMU connects to no server; null where it does. */
  static @Nullable String missing(ScenarioMachine machine) {
    String qemu = machine.stack().qemu().name();
    return machine.stack().qemu().vfioUser() == VfioUser.NONE
        ? qemu + " has no client for vfio-user; QEMU 10.1 is the first"
        : null;
  }

  /** The server's side. */
  VfioUserSeat seat() {
    return seat;
  }

  /** The client. */
  VfioUserDevice client() {
    return client;
  }

  /** The client's memory. */
  MemorySegment memory() {
    return memory;
  }

  /**
   * Waits until the server has done all that the client has sent: a read comes after it.
   *
   * @return whether the connection goes on
   */
  boolean settle() {
    MemorySegment four = arena.allocate(Integer.BYTES);
    return client.region(VfioDevice.CONFIG_REGION).pread(0, four, 0, Integer.BYTES)
        == Integer.BYTES;
  }

  @Override
  public void close() throws IOException {
    client.close();
    seat.close();
    arena.close();
    file.close();
  }
}
