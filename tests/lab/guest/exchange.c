/*
 * exchange: sends bytes through an SMC (or TCP) socket and checks each of them at the other end.
 *
 *   exchange [-t] [-b BUFFER] [-p PORT] [-n CONNECTIONS] server
 *   exchange [-t] [-b BUFFER] [-p PORT] [-e] [-c] [-m MARKS] client ADDRESS BYTES...
 *
 *   -t  TCP instead of SMC                        -e  the server sends as many bytes back (an echo of the way, not of the bytes)
 *   -b  SO_SNDBUF and SO_RCVBUF, in bytes         -m  a file that takes one line before and one after each transfer
 *   -p  the port (default 7777)                   -n  how many connections the server takes (default 1)
 *   -c  the server checks before it acknowledges
 *
 * A transfer is a request of 16 bytes, the bytes, and an acknowledgement of 8 bytes, sent as soon as the last byte is there. Bytes are
 * made before a transfer and checked after it, so that neither counts, but for -c. Each byte depends on the transfer's seed and on its place.
 *
 * Each end prints one line a transfer and one at its end, and says by what the bytes went: the kernel's own word for it, since an SMC
 * socket becomes TCP silently. Exit code 0: all bytes of all transfers were right, and went by SMC-D (or, with -t, by TCP).
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/netlink.h>
#include <linux/smc_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifndef AF_SMC
#define AF_SMC 43
#endif

#define MOST_BYTES (16u << 20)
/* A transfer that takes longer will not end any more. */
#define PATIENCE_SECONDS 60

#define BACK 1u    /* as many bytes are to come back */
#define CHECKED 2u /* the acknowledgement comes after the check */

struct request {
	uint32_t bytes; /* 0: no more */
	uint32_t flags;
	uint64_t seed;
};

static const char *self; /* "client" or "server" */
static const char *mode;
static int over_tcp;
static int buffer_size;
static int marks = -1;
static uint16_t port = 7777;
static unsigned int transfers;
static uint64_t all_wrong;
static uint64_t *data;

static void out_of_patience(int signal)
{
	static const char text[] = "RESULT nothing moved for 60 seconds\n";

	(void)signal;
	if (write(1, text, sizeof(text) - 1) < 0)
		_exit(2);
	_exit(1);
}

static int failed(const char *what)
{
	printf("RESULT %s failed: %s: %s\n", self, what, strerror(errno));
	return 1;
}

/* --- bytes */

/* Eight bytes of the pattern: a mix in which neighbours, and other transfers, have nothing in common. */
static uint64_t word(uint64_t seed, uint64_t i)
{
	uint64_t x = seed + (i + 1) * 0x9e3779b97f4a7c15u;

	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
	x = (x ^ x >> 27) * 0x94d049bb133111ebu;
	return htobe64(x ^ x >> 31);
}

static void fill(uint64_t seed, uint32_t bytes)
{
	for (uint32_t i = 0; i < (bytes + 7) / 8; i++)
		data[i] = word(seed, i);
}

static uint64_t count_wrong(uint64_t seed, uint32_t bytes)
{
	uint64_t wrong = 0;

	for (uint32_t i = 0; i < (bytes + 7) / 8; i++) {
		uint64_t right = word(seed, i);
		uint32_t end = bytes - i * 8 < 8 ? bytes - i * 8 : 8;

		if (end == 8 && data[i] == right)
			continue;
		for (uint32_t k = 0; k < end; k++)
			wrong += ((unsigned char *)&data[i])[k] != ((unsigned char *)&right)[k];
	}
	return wrong;
}

static int read_all(int fd, void *to, size_t bytes)
{
	for (size_t done = 0; done < bytes;) {
		ssize_t n = read(fd, (char *)to + done, bytes - done);

		if (n == 0)
			errno = ECONNRESET;
		if (n <= 0)
			return -1;
		done += n;
	}
	return 0;
}

static int write_all(int fd, const void *from, size_t bytes)
{
	for (size_t done = 0; done < bytes;) {
		ssize_t n = write(fd, (const char *)from + done, bytes - done);

		if (n <= 0)
			return -1;
		done += n;
	}
	return 0;
}

static int write_long(int fd, uint64_t value)
{
	value = htobe64(value);
	return write_all(fd, &value, sizeof(value));
}

static int read_long(int fd, uint64_t *value)
{
	if (read_all(fd, value, sizeof(*value)))
		return -1;
	*value = be64toh(*value);
	return 0;
}

/* --- sockets */

static int open_socket(void)
{
	int fd = socket(over_tcp ? AF_INET : AF_SMC, SOCK_STREAM, 0), on = 1;

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (over_tcp)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	if (buffer_size && (setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer_size, sizeof(buffer_size)) ||
			    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer_size, sizeof(buffer_size))))
		return -1;
	return fd;
}

/* What the kernel says that an SMC socket became. */
static const char *mode_of(int fd)
{
	struct {
		struct nlmsghdr header;
		struct smc_diag_req request;
	} ask = {
		.header = { .nlmsg_len = sizeof(ask), .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP },
		.request = { .diag_family = AF_SMC },
	};
	static char answer[1 << 16];
	const char *found = "unknown";
	struct stat own;
	int diag, more = 1;

	if (over_tcp)
		return "tcp";
	diag = socket(AF_NETLINK, SOCK_DGRAM, NETLINK_SOCK_DIAG);
	if (diag < 0 || fstat(fd, &own) || write_all(diag, &ask, sizeof(ask)))
		more = 0;
	while (more) {
		ssize_t n = recv(diag, answer, sizeof(answer), 0);
		struct nlmsghdr *h = (void *)answer;

		if (n <= 0)
			break;
		for (; NLMSG_OK(h, n); h = NLMSG_NEXT(h, n)) {
			struct smc_diag_msg *socket = NLMSG_DATA(h);

			if (h->nlmsg_type == NLMSG_DONE || h->nlmsg_type == NLMSG_ERROR) {
				more = 0;
				break;
			}
			if (socket->diag_inode != own.st_ino)
				continue;
			found = socket->diag_mode == SMC_DIAG_MODE_SMCD ? "smc-d" :
				socket->diag_mode == SMC_DIAG_MODE_SMCR ? "smc-r" : "tcp-fallback";
		}
	}
	if (diag >= 0)
		close(diag);
	return found;
}

static int mode_is_wanted(void)
{
	return !strcmp(mode, over_tcp ? "tcp" : "smc-d");
}

static int finish(void)
{
	printf("RESULT %s done mode %s transfers %u wrong %llu\n", self, mode, transfers, (unsigned long long)all_wrong);
	return all_wrong || !mode_is_wanted();
}

/* --- the server */

static int serve_connection(int fd)
{
	struct request request;
	uint64_t wrong;

	mode = mode_of(fd);
	for (;;) {
		alarm(PATIENCE_SECONDS);
		if (read_all(fd, &request, sizeof(request)))
			return failed("read of a request");
		uint32_t bytes = be32toh(request.bytes);
		uint64_t seed = be64toh(request.seed);

		if (bytes > MOST_BYTES) {
			errno = EMSGSIZE;
			return failed("request");
		}
		if (!bytes)
			break;
		uint32_t flags = be32toh(request.flags);

		if (read_all(fd, data, bytes))
			return failed("receiving");
		if (flags & CHECKED)
			wrong = count_wrong(seed, bytes);
		if (write_long(fd, bytes))
			return failed("acknowledging");
		if (!(flags & CHECKED))
			wrong = count_wrong(seed, bytes);
		if (write_long(fd, wrong))
			return failed("answering");
		if (flags & BACK) {
			fill(~seed, bytes);
			if (write_all(fd, data, bytes))
				return failed("sending back");
		}
		transfers++;
		all_wrong += wrong;
		printf("RESULT server mode %s bytes %u wrong %llu\n", mode, bytes, (unsigned long long)wrong);
	}
	close(fd);
	return 0;
}

static int server(unsigned int connections)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(port) };
	int listening = open_socket();

	if (listening < 0 || bind(listening, (void *)&any, sizeof(any)) || listen(listening, 8))
		return failed("listen");
	for (unsigned int i = 0; i < connections; i++) {
		int fd = accept(listening, NULL, NULL);

		if (fd < 0)
			return failed("accept");
		if (serve_connection(fd))
			return 1;
		alarm(0);
	}
	return finish();
}

/* --- the client */

static void mark(const char *what, uint32_t bytes)
{
	if (marks >= 0)
		dprintf(marks, "MARK %s %s %u %u\n", what, mode, transfers, bytes);
}

static int64_t microseconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

static int transfer(int fd, uint32_t bytes, uint32_t flags)
{
	struct request request = { .bytes = htobe32(bytes), .flags = htobe32(flags), .seed = htobe64(bytes + ((uint64_t)transfers << 32)) };
	uint64_t received, wrong, wrong_back = 0;
	int64_t began, took;

	alarm(PATIENCE_SECONDS);
	fill(be64toh(request.seed), bytes);
	mark("begin", bytes);
	began = microseconds();
	if (write_all(fd, &request, sizeof(request)) || write_all(fd, data, bytes) || read_long(fd, &received))
		return failed("sending");
	took = microseconds() - began;
	mark("end", bytes);
	if (read_long(fd, &wrong))
		return failed("answer");
	if (received != bytes)
		wrong = bytes;
	if (flags & BACK) {
		memset(data, 0, bytes);
		if (read_all(fd, data, bytes))
			return failed("receiving back");
		wrong_back = count_wrong(~be64toh(request.seed), bytes);
	}
	transfers++;
	all_wrong += wrong + wrong_back;
	printf("RESULT client mode %s bytes %u wrong %llu", mode, bytes, (unsigned long long)wrong);
	if (flags & BACK)
		printf(" back %llu", (unsigned long long)wrong_back);
	printf(" microseconds %lld\n", (long long)took);
	return 0;
}

static int client(const char *address, char **sizes, uint32_t flags)
{
	struct sockaddr_in peer = { .sin_family = AF_INET, .sin_port = htons(port) };
	struct request end = { 0 };
	int fd = -1;

	if (inet_pton(AF_INET, address, &peer.sin_addr) != 1) {
		errno = EINVAL;
		return failed(address);
	}
	/* The other guest may still be on its way up. */
	alarm(PATIENCE_SECONDS);
	for (;;) {
		fd = open_socket();
		if (fd < 0)
			return failed("socket");
		if (!connect(fd, (void *)&peer, sizeof(peer)))
			break;
		close(fd);
		usleep(200000);
	}
	mode = mode_of(fd);
	for (; *sizes; sizes++) {
		unsigned long bytes = strtoul(*sizes, NULL, 0);

		if (!bytes || bytes > MOST_BYTES) {
			errno = EINVAL;
			return failed(*sizes);
		}
		if (transfer(fd, bytes, flags))
			return 1;
	}
	/* The server closes first, so that all it printed is there. */
	if (write_all(fd, &end, sizeof(end)) || read(fd, &end, 1) < 0)
		return failed("closing");
	close(fd);
	return finish();
}

static int usage(void)
{
	fprintf(stderr, "exchange: see the first lines of exchange.c\n");
	return 2;
}

int main(int argc, char **argv)
{
	unsigned int connections = 1;
	uint32_t flags = 0;
	int option;

	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGALRM, out_of_patience);
	while ((option = getopt(argc, argv, "tb:p:n:ecm:")) != -1) {
		switch (option) {
		case 't': over_tcp = 1; break;
		case 'b': buffer_size = atoi(optarg); break;
		case 'p': port = atoi(optarg); break;
		case 'n': connections = atoi(optarg); break;
		case 'e': flags |= BACK; break;
		case 'c': flags |= CHECKED; break;
		case 'm':
			marks = open(optarg, O_WRONLY);
			self = "client";
			if (marks < 0)
				return failed(optarg);
			break;
		default: return usage();
		}
	}
	self = optind < argc ? argv[optind] : "";
	mode = "none";
	data = malloc(MOST_BYTES + 8);
	if (!data)
		return failed("memory");
	if (!strcmp(self, "server") && optind + 1 == argc)
		return server(connections);
	if (!strcmp(self, "client") && optind + 2 < argc)
		return client(argv[optind + 1], argv + optind + 2, flags);
	return usage();
}
