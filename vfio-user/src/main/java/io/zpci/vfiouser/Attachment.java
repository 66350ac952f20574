package io.zpci.vfiouser;

/**
 * What a device learns of the client that came.
 *
 * @param messages how memory without a file is reached
 * @param maps how many ranges the client may map
 * @param wholeBlocks whether each write to a BAR is one block, of any length: the client has said
 *     so by the capability of this project, {@code zpci_whole_blocks}. QEMU does not: a write of 1,
 *     2, 4 or 8 bytes is a store then
 */
public record Attachment(MessageDma messages, int maps, boolean wholeBlocks) {}
