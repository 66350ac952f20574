/*
 * The rules of the splitter, in C, to compare with: the widest of 8, 4, 2, 1 that is allowed, that
 * fits and that the offset is aligned to, ascending, never inside the window. Written from the same
 * statement of the rules as the one in Java, and compared with it piece by piece.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* What makes an access: image has the byte at the lowest address as its most significant. */
struct accessors {
	void (*write)(void *to, uint64_t offset, unsigned int width, uint64_t image);
	void *to;
};

struct memory {
	uint8_t *bytes;
	uint64_t accesses;
};

struct piece {
	uint64_t offset;
	uint64_t width;
	uint64_t image;
};

struct pieces {
	struct piece *list;
	uint64_t count;
};

static inline uint64_t get_image(const uint8_t *from, unsigned int width)
{
	uint64_t v8;
	uint32_t v4;
	uint16_t v2;

	switch (width) {
	case 8:
		memcpy(&v8, from, 8);
		return __builtin_bswap64(v8);
	case 4:
		memcpy(&v4, from, 4);
		return __builtin_bswap32(v4);
	case 2:
		memcpy(&v2, from, 2);
		return __builtin_bswap16(v2);
	default:
		return *from;
	}
}

static inline void put_image(uint8_t *to, unsigned int width, uint64_t image)
{
	uint64_t v8;
	uint32_t v4;
	uint16_t v2;

	switch (width) {
	case 8:
		v8 = __builtin_bswap64(image);
		memcpy(to, &v8, 8);
		return;
	case 4:
		v4 = __builtin_bswap32((uint32_t)image);
		memcpy(to, &v4, 4);
		return;
	case 2:
		v2 = __builtin_bswap16((uint16_t)image);
		memcpy(to, &v2, 2);
		return;
	default:
		*to = (uint8_t)image;
	}
}

static inline void memory_write(void *to, uint64_t offset, unsigned int width, uint64_t image)
{
	struct memory *memory = to;

	put_image(memory->bytes + offset, width, image);
	memory->accesses++;
}

static void memory_write_far(void *to, uint64_t offset, unsigned int width, uint64_t image)
{
	memory_write(to, offset, width, image);
}

static void pieces_write(void *to, uint64_t offset, unsigned int width, uint64_t image)
{
	struct pieces *pieces = to;
	struct piece *piece = &pieces->list[pieces->count++];

	piece->offset = offset;
	piece->width = width;
	piece->image = image;
}

static inline uint64_t fillable(uint64_t offset, uint64_t left, uint64_t start, uint64_t end)
{
	if (offset < start)
		return left < start - offset ? left : start - offset;
	return offset >= end ? left : 0;
}

static inline unsigned int next_width(unsigned int most, uint64_t offset, uint64_t room)
{
	if (most >= 8 && room >= 8 && offset % 8 == 0)
		return 8;
	if (room >= 4 && offset % 4 == 0)
		return 4;
	if (room >= 2 && offset % 2 == 0)
		return 2;
	return room >= 1 ? 1 : 0;
}

static inline __attribute__((always_inline)) int64_t
split(void (*write)(void *, uint64_t, unsigned int, uint64_t), void *to, unsigned int most,
      uint64_t start, uint64_t end, uint64_t position, const uint8_t *from, uint64_t count)
{
	uint64_t done = 0;

	while (done < count) {
		uint64_t offset = position + done;
		uint64_t left = count - done;
		unsigned int width = next_width(most, offset, fillable(offset, left, start, end));

		if (!width) {
			uint64_t skipped = end - offset;

			done += left < skipped ? left : skipped;
			continue;
		}
		write(to, offset, width, get_image(from + done, width));
		done += width;
	}
	return (int64_t)done;
}

/* One write through a table of functions that the compiler cannot see through. */
int64_t split_by_pointer(const struct accessors *accessors, unsigned int most, uint64_t start,
			 uint64_t end, uint64_t position, const uint8_t *from, uint64_t count)
{
	return split(accessors->write, accessors->to, most, start, end, position, from, count);
}

/* A loop of writes: by pointer. */
uint64_t loop_by_pointer(const struct accessors *accessors, unsigned int most, uint64_t position,
			 const uint8_t *from, uint64_t count, uint64_t times)
{
	uint64_t sum = 0;

	for (uint64_t i = 0; i < times; i++)
		sum += (uint64_t)split_by_pointer(accessors, most, 0, 0, position, from, count);
	return sum;
}

/* A loop of writes: everything inlined into one function. */
uint64_t loop_inlined(struct memory *memory, unsigned int most, uint64_t position,
		      const uint8_t *from, uint64_t count, uint64_t times)
{
	uint64_t sum = 0;

	for (uint64_t i = 0; i < times; i++) {
		sum += (uint64_t)split(memory_write, memory, most, 0, 0, position, from, count);
		/* The next write is one of its own. */
		__asm__ volatile("" : : : "memory");
	}
	return sum;
}

void accessors_of_memory(struct accessors *accessors, struct memory *memory)
{
	accessors->write = memory_write_far;
	accessors->to = memory;
}

void accessors_of_pieces(struct accessors *accessors, struct pieces *pieces)
{
	accessors->write = pieces_write;
	accessors->to = pieces;
}
