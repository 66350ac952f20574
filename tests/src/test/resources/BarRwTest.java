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

/** Shrunk by zpci shrink from ism-smcd-two-guests.jsonl: refused by qemu, qemu.pcistb.7. */
class BarRwTest {
  @PassthroughTest(
      route = "bar-rw",
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
                Issued.store(Operation.PCISTB, 2, 0x8, Bytes.of(new byte[1])))));
  }
}
