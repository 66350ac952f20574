import static org.junit.jupiter.api.Assertions.assertNull;

import io.zpci.machine.DeviceModel;
import io.zpci.machine.IsmPeer;
import io.zpci.machine.Passthrough;
import io.zpci.machine.SequenceRun;
import io.zpci.testkit.PassthroughTest;
import io.zpci.trace.Operation;
import io.zpci.verdict.TraceRecorder;
import io.zpci.workload.Bytes;
import io.zpci.workload.Issued;
import java.util.List;

/** Found by zpci fuzz from seed 7: refused by device, R-19. */
class Seed7Test {
  @PassthroughTest(
      route = "lpar",
      qemu = "qemu-11.1",
      host = "linux-7.2",
      guest = "linux-7.2",
      hostOrder = "be",
      mio = true,
      nullMappingSucceeds = false,
      device = DeviceModel.ISM)
  void everyOperationArrivesWhole(
      Passthrough passthrough, IsmPeer peer, TraceRecorder trace) {
    SequenceRun run = SequenceRun.on(passthrough, peer, trace);
    assertNull(
        run.issue(
            List.of(
                Issued.store(Operation.PCISTB, 2, 0x8, Bytes.ofHex("0000100100000000")),
                Issued.store(Operation.PCISTB, 2, 0x0, Bytes.ofHex("0000000b00000010")),
                Issued.store(Operation.PCISTB, 0, 0x100100000000L, Bytes.of(new byte[1])))));
  }
}
