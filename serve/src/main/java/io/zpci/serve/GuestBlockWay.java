package io.zpci.serve;

import io.zpci.blocks.GdbstubBlocks;
import io.zpci.blocks.GdbstubEvents;
import io.zpci.blocks.GuestBlocks;
import io.zpci.blocks.PluginBlocks;
import io.zpci.blocks.PluginEvents;
import io.zpci.blocks.SystemMap;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** The way on which the blocks of one guest come to its functions. */
sealed interface GuestBlockWay extends AutoCloseable {
  /** Blocks come from now on, once the guest's QEMU is there. */
  void start() throws ServeException;

  /** Who is told that the guest uses one of its functions. */
  FunctionWatch.Use use();

  /** The gdbstub's or the plugin's socket. */
  Path socket();

  /**
   * No block comes any more.
   *
   * @throws IOException where a file of a socket is left
   */
  @Override
  void close() throws IOException;

  /** Tells what is worth a line about a guest's blocks. */
  final class Lines {
    private final String function;
    private final BlockWay way;
    private final EventStream stream;
    private final Tally<String> often = new Tally<>();

    Lines(String function, BlockWay way, EventStream stream) {
      this.function = function;
      this.way = way;
      this.stream = stream;
    }

    void went(String what) {
      stream.post(new ServeEvent.Blocks(function, way, what, false));
    }

    void failed(String what) {
      stream.post(new ServeEvent.Blocks(function, way, what, true));
    }

    /** The same may come with each block. */
    synchronized void failedOften(String what) {
      long times = often.again(what);
      if (times != 0) {
        failed(times == 1 ? what : what + ", %d times".formatted(times));
      }
    }
  }

  /** By the gdbstub of the guest's QEMU. */
  final class Gdbstub implements GuestBlockWay, GdbstubEvents {
    private final Path socket;
    private final List<GuestBlocks> functions;
    private final ServeSettings settings;
    private final @Nullable SystemMap map;
    private final Lines lines;
    private final @Nullable TranscriptWriter transcript;
    private @Nullable GdbstubBlocks blocks;

    Gdbstub(
        Path socket,
        List<GuestBlocks> functions,
        ServeSettings settings,
        @Nullable SystemMap map,
        Lines lines,
        @Nullable TranscriptWriter transcript) {
      this.socket = socket;
      this.functions = List.copyOf(functions);
      this.settings = settings;
      this.map = map;
      this.lines = lines;
      this.transcript = transcript;
    }

    @Override
    public void start() throws ServeException {
      Long pcistb = settings.pcistb();
      OptionalLong address = pcistb == null ? OptionalLong.empty() : OptionalLong.of(pcistb);
      try {
        blocks = new GdbstubBlocks(socket, functions, address, map, this);
      } catch (IOException e) {
        throw new ServeException("--blocks", socket + ": " + e.getMessage());
      }
      blocks.start();
    }

    @Override
    public Path socket() {
      return socket;
    }

    @Override
    public FunctionWatch.Use use() {
      return new FunctionWatch.Use() {
        @Override
        public void enabled() {
          if (blocks != null) {
            blocks.functionEnabled();
          }
        }

        @Override
        public void reset() {
          if (blocks != null) {
            blocks.functionReset();
          }
        }

        @Override
        public void answering() {
          if (blocks != null) {
            blocks.holdForStop();
          }
        }
      };
    }

    @Override
    public void connected() {
      lines.went("connected to " + socket);
    }

    @Override
    public void found(String where) {
      lines.went("found: " + where);
    }

    @Override
    public void missing(String why) {
      lines.failed("not found: " + why);
    }

    @Override
    public void lost(String why) {
      lines.failed("the stub is lost: " + why);
    }

    @Override
    public void refused(String what) {
      lines.failedOften(what);
    }

    @Override
    public void packet(boolean toStub, MemorySegment bytes, long at, int length) {
      if (transcript != null) {
        byte[] copy = bytes.asSlice(at, length).toArray(ValueLayout.JAVA_BYTE);
        transcript.packet(lines.function, toStub, new String(copy, StandardCharsets.ISO_8859_1));
      }
    }

    @Override
    public void close() {
      if (blocks != null) {
        blocks.close();
      }
    }
  }

  /** By a plugin in the guest's QEMU. */
  final class Plugin implements GuestBlockWay, PluginEvents {
    private final PluginBlocks blocks;
    private final Lines lines;

    Plugin(Path socket, List<GuestBlocks> functions, Lines lines) {
      this.blocks = new PluginBlocks(socket, functions, this);
      this.lines = lines;
    }

    @Override
    public void start() throws ServeException {
      SocketFile.free(blocks.socket());
      try {
        blocks.start();
      } catch (IOException e) {
        throw SocketFile.cannot(blocks.socket(), e);
      }
    }

    @Override
    public Path socket() {
      return blocks.socket();
    }

    @Override
    public FunctionWatch.Use use() {
      return FunctionWatch.Use.NOBODY;
    }

    @Override
    public void connected(int vcpu) {
      lines.went("the plugin connected for vCPU " + vcpu);
    }

    @Override
    public void disconnected(int vcpu, String why) {
      lines.went("the plugin is gone%s: %s".formatted(vcpu < 0 ? "" : " for vCPU " + vcpu, why));
    }

    @Override
    public void close() throws IOException {
      blocks.close();
    }
  }
}
