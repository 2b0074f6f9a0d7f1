/* A disk that forgets: preloaded into a process, it keeps beside every file of
 * the folder $ASCULT_SYNCED a copy NAME.synced of what the file held when it was
 * last synced. After the process was killed, the copies are what a disk would
 * hold after a power cut that took everything unsynced with it. While the file
 * $ASCULT_SYNCED/fail-sync exists, every sync fails with EIO instead. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* name_of finds the path of an open file within the watched folder. */
static int name_of(int fd, char *path, size_t size)
{
	const char *folder = getenv("ASCULT_SYNCED");
	char link[64];
	struct stat st;
	ssize_t n;

	if (!folder || fstat(fd, &st) || !S_ISREG(st.st_mode))
		return 0;
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	if ((n = readlink(link, path, size - 1)) < 0)
		return 0;
	path[n] = 0;
	return !strncmp(path, folder, strlen(folder)) && path[strlen(folder)] == '/';
}

static int must_fail(void)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/fail-sync", getenv("ASCULT_SYNCED"));
	return !access(path, F_OK);
}

/* keep copies the file, and puts the copy in place of the one before at once. */
static int keep(const char *path)
{
	char part[PATH_MAX + 16], copy[PATH_MAX + 16], block[1 << 16];
	int in, out, bad = 0;
	ssize_t n;

	snprintf(part, sizeof part, "%s.syncing", path);
	snprintf(copy, sizeof copy, "%s.synced", path);
	if ((in = open(path, O_RDONLY | O_CLOEXEC)) < 0)
		return -1;
	if ((out = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) < 0) {
		close(in);
		return -1;
	}
	while ((n = read(in, block, sizeof block)) > 0)
		if (write(out, block, n) != n) {
			bad = 1;
			break;
		}
	close(in);
	close(out);
	return bad || n < 0 ? -1 : rename(part, copy);
}

static int sync_file(int fd)
{
	char path[PATH_MAX];

	if (!name_of(fd, path, sizeof path))
		return 0;
	if (must_fail() || keep(path)) {
		errno = EIO;
		return -1;
	}
	return 0;
}

int fsync(int fd) { return sync_file(fd); }
int fdatasync(int fd) { return sync_file(fd); }
