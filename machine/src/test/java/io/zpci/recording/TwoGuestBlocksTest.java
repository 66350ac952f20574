package io.zpci.recording;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.arch.Issue;
import io.zpci.arch.Outcome;
import io.zpci.arch.Request;
import io.zpci.arch.Rule;
import io.zpci.function.FunctionFacts;
import io.zpci.function.FunctionFacts.BlockClass;
import io.zpci.storage.GuestStorage;
import io.zpci.trace.Tap;
import io.zpci.vfio.RegionAccess;
import io.zpci.vfio.VfioDevice;
import io.zpci.vmm.Interception;
import io.zpci.vmm.InterceptionOptions;
import io.zpci.vmm.QemuRules;
import io.zpci.vmm.QemuVersion;
import io.zpci.vmm.WholeBlock;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

/** What QEMU's interception does to the blocks of two guests that talk SMC-D over ISM. */
class TwoGuestBlocksTest {
  private static final int HANDLE = 0x8001_0000;

  private final Map<Rule, Integer> broken = new HashMap<>();
  private int accepted;
  private int pieces;
  private int bytes;

  private static VfioDevice device(RegionAccess region) {
    VfioDevice device = Mockito.mock(VfioDevice.class);
    Mockito.when(device.region(Mockito.anyInt())).thenReturn(region);
    return device;
  }

  private void issueAll(VfioDevice device, InterceptionOptions options, int maxStoreBlock) {
    FunctionFacts ism =
        new FunctionFacts(
            "ism",
            0x1014,
            0x04ed,
            FunctionFacts.PFT_ISM,
            0,
            List.of(1L << 48, 0L, 0x1000L, 0L, 0x1000L, 0L),
            BlockClass.RELAXED,
            4096,
            false,
            1,
            null,
            256);
    Interception qemu =
        new Interception(
            QemuVersion.newest(),
            ByteOrder.LITTLE_ENDIAN,
            device,
            ism,
            HANDLE,
            maxStoreBlock,
            new Rules(),
            options);
    Recording recording = Recording.read(Path.of("../tests/recordings/ism-smcd-two-guests.jsonl"));
    for (Line line : recording.lines()) {
      if (!line.text("op").equals("pcistb")) {
        continue;
      }
      byte[] data = line.bytes("data");
      long memory = line.number("memory");
      int outcome =
          qemu.storeBlock(
              Issue.HANDLE,
              Request.of(HANDLE, line.number("bar", 0, 5), line.number("len", 1, 4096)),
              line.number("offset"),
              new GuestStorage(memory, MemorySegment.ofArray(data)),
              memory);
      if (outcome == Outcome.OK) {
        accepted++;
        bytes += data.length;
      }
    }
  }

  @Test
  void of226BlocksShippedQemuTakes74AndCutsThem() {
    issueAll(device(new Counting()), InterceptionOptions.SHIPPED, 128);
    assertEquals(
        Map.of(
            QemuRules.PCISTB_OFFSET, 30, QemuRules.PCISTB_LENGTH, 57, QemuRules.PCISTB_MAXSTBL, 65),
        broken);
    assertEquals(74, accepted);
    assertEquals(bytes / 8, pieces);
  }

  @Test
  void relaxedBlocksAllArriveWhole() {
    VfioDevice device = device(new Counting());
    issueAll(device, InterceptionOptions.withBlock(new WholeBlock(device, new Rules())), 4096);
    assertEquals(Map.of(), broken);
    assertEquals(226, accepted);
    assertEquals(226, pieces);
  }

  private final class Counting implements RegionAccess {
    @Override
    public long pread(long position, MemorySegment buffer, long at, long count) {
      return count;
    }

    @Override
    public long pwrite(long position, MemorySegment buffer, long at, long count) {
      pieces++;
      return count;
    }
  }

  private final class Rules extends Tap.NoOp {
    @Override
    public void broken(Rule rule) {
      broken.merge(rule, 1, Integer::sum);
    }
  }
}
