// Makes the replica set and its users, at the first start; gives users the passwords in force, at each start. Runs in
// the network of the server, because until there is a user only a client on the same machine may make one.
const fs = require('fs');

const secret = (name) => fs.readFileSync(`/run/secrets/${name}`, 'utf8');

// what each service may do: notifier writes its own ledger, and looks at conversions, whose indexes it makes when it is
// the first to start
const roles = {
	'auth-server': [{ role: 'readWrite', db: 'soundlift_auth' }],
	'gateway': [{ role: 'readWrite', db: 'soundlift' }],
	'converter': [{ role: 'readWrite', db: 'soundlift' }],
	'notifier': [{ role: 'soundlift_reader', db: 'admin' }, { role: 'readWrite', db: 'soundlift_notifier' }],
};

const admin = new Mongo('mongodb://127.0.0.1:27017/?directConnection=true').getDB('admin');

const signIn = () => admin.auth('admin', secret('admin'));

const awaitPrimary = () => {
	for (let tries = 0; !admin.hello().isWritablePrimary; tries++) {
		if (tries === 120) {
			throw new Error('The replica set has no primary after a minute');
		}
		sleep(500);
	}
};

let known = true;
try {
	signIn();
}
catch (error) {
	known = false;
}

if (!known) {
	if (!admin.hello().setName) {
		admin.runCommand({ replSetInitiate: { _id: 'soundlift', members: [{ _id: 0, host: 'mongodb:27017' }] } });
		print('Made the replica set');
	}
	awaitPrimary();
	admin.createUser({ user: 'admin', pwd: secret('admin'), roles: ['root'] });
	signIn();
	print('Made the user admin');
}

awaitPrimary();
if (!admin.getRole('soundlift_reader')) {
	admin.createRole({
		role: 'soundlift_reader',
		privileges: [{ resource: { db: 'soundlift', collection: '' }, actions: ['createCollection', 'createIndex'] }],
		roles: [{ role: 'read', db: 'soundlift' }],
	});
}
for (const [user, rights] of Object.entries(roles)) {
	const settings = { pwd: secret(user), roles: rights };
	if (admin.getUser(user)) {
		admin.updateUser(user, settings);
	}
	else {
		admin.createUser({ user, ...settings });
	}
}
print('Users are in place');
