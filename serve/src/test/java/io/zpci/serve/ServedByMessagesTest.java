package io.zpci.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.ism.IsmCommand;
import io.zpci.ism.IsmEvents;
import io.zpci.posix.SharedFile;
import io.zpci.storage.Layouts;
import io.zpci.trace.Tap;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfiouser.ClientOptions;
import io.zpci.vfiouser.DmaMessages;
import io.zpci.vfiouser.FunctionEvents;
import io.zpci.vfiouser.ServerEvents;
import io.zpci.vfiouser.VfioUserDevice;
import io.zpci.vfiouser.VfioUserServer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A served function that reaches its client's memory by messages only, in both layouts. */
class ServedByMessagesTest {
  private static final long IO = 0x1_0000_0000L;
  private static final int QUEUE = 0x1000;

  @TempDir Path folder;
  private final MemorySegment buffer = MemorySegment.ofArray(new byte[16]);

  @ParameterizedTest
  @EnumSource(DmaMessages.class)
  void anEventQueueIsMadeInTheClientsMemory(DmaMessages layout) throws IOException {
    ServedMachine machine = new ServedMachine(Tap.NONE, IsmEvents.NONE, () -> 0);
    try (VfioUserServer server =
            VfioUserServer.listen(
                folder.resolve("socket"),
                machine.ism(0x77, OptionalInt.empty(), FunctionEvents.NONE),
                ServerEvents.NONE,
                Patience.SERVER.withDma(layout));
        SharedFile memory = SharedFile.create("guest", 0x4000);
        Arena arena = Arena.ofConfined()) {
      server.start();
      MemorySegment bytes = memory.map(arena, 0, 0x4000, true);
      for (ClientOptions options :
          new ClientOptions[] {
            Patience.CLIENT.withMessageMemory(memory, layout).withWholeBlocks(),
            Patience.CLIENT.withMessageMemory(memory, layout).withWholeBlocks().withPostedWrites()
          }) {
        bytes.fill((byte) 0x5a);
        try (VfioUserDevice device = VfioUserDevice.connect(server.path(), options)) {
          queue(device);
        }
        assertEquals(0, bytes.get(Layouts.LONG, QUEUE), "index");
        assertEquals(512, bytes.get(Layouts.LONG, QUEUE + 8), "length");
        assertEquals(32, bytes.get(Layouts.LONG, QUEUE + 16), "of an entry");
        assertEquals(0x5a5a5a5a5a5a5a5aL, bytes.get(Layouts.LONG, QUEUE + 32), "behind it");
        assertEquals(0x5a5a5a5a5a5a5a5aL, bytes.get(Layouts.LONG, QUEUE - 8), "before it");
      }
    }
  }

  /** SBA and event queue, each by its command. */
  private void queue(VfioUserDevice device) {
    buffer.set(Layouts.SHORT, 0, (short) 0x0600);
    assertEquals(2, device.region(DeviceFile.CONFIG_REGION).pwrite(4, buffer, 0, 2));
    assertEquals(0, device.dmaMap(IO, 0, 0x4000, true));
    RegionAccess space = device.region(2);
    command(space, IsmCommand.REG_SBA, IO, 0);
    command(space, IsmCommand.REG_IEQ, IO + QUEUE, 512);
  }

  private void command(RegionAccess space, IsmCommand command, long address, long length) {
    buffer.set(Layouts.LONG, 0, address);
    buffer.set(Layouts.LONG, 8, length);
    int payload = length == 0 ? 8 : 16;
    assertEquals(payload, space.pwrite(8, buffer, 0, payload));
    buffer.set(Layouts.LONG, 0, (long) command.code() << 32 | 8 + payload);
    assertEquals(8, space.pwrite(0, buffer, 0, 8));
    assertEquals(8, space.pread(0, buffer, 0, 8));
    assertEquals(0, buffer.get(Layouts.SHORT, 4), command + ": return code");
  }
}
