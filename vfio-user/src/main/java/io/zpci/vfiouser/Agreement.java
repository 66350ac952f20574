package io.zpci.vfiouser;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What client and server agreed on in {@code VERSION}. Source: spec passthrough f.3.
 *
 * @param minor the version's second number; the first is 0
 * @param descriptors how many file descriptors a message may carry
 * @param transfer how many bytes one read or write may have
 * @param maps how many ranges may be mapped
 * @param writeMultiple whether the server takes {@code REGION_WRITE_MULTI}
 * @param wholeBlocks whether the server takes each write to a BAR as one block, because it was
 *     asked to
 */
public record Agreement(
    int minor,
    int descriptors,
    int transfer,
    int maps,
    boolean writeMultiple,
    boolean wholeBlocks) {

  /** The name of the private capability: each write to a BAR is one block, of any length. */
  static final String WHOLE_BLOCKS = "zpci_whole_blocks";

  private static final int DESCRIPTORS = 16;
  private static final int DEFAULT_DESCRIPTORS = 8;
  private static final int TRANSFER = 1 << 20;
  private static final int MAPS = 65535;
  private static final int PAGE = 4096;
  private static final int FRONT = 4;
  private static final JsonMapper JSON = JsonMapper.shared();

  /** The payload of the request: version 0.0 and what this client can do. */
  static byte[] offer(boolean wholeBlocks) {
    String asked = wholeBlocks ? ", \"" + WHOLE_BLOCKS + "\": true" : "";
    String json =
        ("{\"capabilities\": {\"pgsizes\": %d, \"max_msg_fds\": %d, \"max_dma_maps\": %d,"
                + " \"max_data_xfer_size\": %d, \"write_multiple\": true%s}}\0")
            .formatted(PAGE, DESCRIPTORS, MAPS, TRANSFER, asked);
    return ("\0\0\0\0" + json).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * What the server answered.
   *
   * @throws IOException where it cannot be spoken to
   */
  static Agreement of(MemorySegment reply, long at, int length, boolean asked) throws IOException {
    int major = reply.get(Wire.SHORT, at) & 0xffff;
    int minor = reply.get(Wire.SHORT, at + 2) & 0xffff;
    if (major != 0 || minor != 0) {
      throw new IOException("version 0.0 was offered, the server speaks " + major + "." + minor);
    }
    JsonNode capabilities = capabilities(reply, at + FRONT, length - FRONT);
    long pages = number(capabilities, "pgsizes", PAGE, 1, Long.MAX_VALUE);
    if (pages % PAGE != 0) {
      throw new IOException("the server's \"pgsizes\": pages of 4096 were expected, got " + pages);
    }
    return new Agreement(
        minor,
        (int) number(capabilities, "max_msg_fds", DEFAULT_DESCRIPTORS, 0, DESCRIPTORS),
        (int) number(capabilities, "max_data_xfer_size", TRANSFER, 1, TRANSFER),
        (int) number(capabilities, "max_dma_maps", MAPS, 0, MAPS),
        flag(capabilities, "write_multiple"),
        asked && flag(capabilities, WHOLE_BLOCKS));
  }

  private static JsonNode capabilities(MemorySegment reply, long at, int length)
      throws IOException {
    if (length == 0) {
      return JSON.createObjectNode();
    }
    if (reply.get(ValueLayout.JAVA_BYTE, at + length - 1) != 0) {
      throw new IOException("the server's capabilities do not end with a NUL");
    }
    byte[] text = new byte[length - 1];
    MemorySegment.copy(reply, ValueLayout.JAVA_BYTE, at, text, 0, text.length);
    try {
      JsonNode node = JSON.readTree(text);
      JsonNode capabilities = node.path("capabilities");
      return capabilities.isObject() ? capabilities : JSON.createObjectNode();
    } catch (JacksonException e) {
      throw new IOException("the server's capabilities are no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** A number of at least {@code least}; a larger one than {@code most} is that. */
  private static long number(JsonNode node, String name, long otherwise, long least, long most)
      throws IOException {
    JsonNode value = node.path(name);
    if (value.isMissingNode()) {
      return Math.min(otherwise, most);
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < least) {
      throw new IOException(
          "the server's \"%s\": a number from %d on was expected, got %s"
              .formatted(name, least, value));
    }
    return Math.min(value.longValue(), most);
  }

  private static boolean flag(JsonNode node, String name) {
    return node.path(name).asBoolean(false);
  }
}
