package io.zpci.tests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.zpci.machine.DeviceModel;
import io.zpci.serve.ServeException;
import io.zpci.serve.ServeSession;
import io.zpci.serve.ServeSettings;
import io.zpci.serve.SocketSettings;
import io.zpci.vfio.DeviceFile;
import io.zpci.vfiouser.ClientOptions;
import io.zpci.vfiouser.VfioUserDevice;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedFromJavaTest {
  @Test
  void aClientFindsAnIsmFunction(@TempDir Path folder) throws ServeException, IOException {
    Path socket = folder.resolve("a.sock");
    ServeSettings settings = ServeSettings.of(DeviceModel.ISM, SocketSettings.at(socket));
    try (ServeSession _ =
            ServeSession.open(settings, (nanos, event) -> System.out.println(event.text()));
        VfioUserDevice client = VfioUserDevice.connect(socket, ClientOptions.DEFAULT)) {
      byte[] ids = new byte[4];
      long read =
          client.region(DeviceFile.CONFIG_REGION).pread(0, MemorySegment.ofArray(ids), 0, 4);
      assertEquals(4, read);
      assertArrayEquals(new byte[] {0x14, 0x10, (byte) 0xed, 0x04}, ids);
    }
  }
}
