// Makes the replica set and its users, at the first start; gives users the passwords in force, at each start. Runs in
// the network of the server, because until there is a user only a client on the same machine may make one.
const fs = require('fs');

const secret = (name) => fs.readFileSync(`/run/secrets/${name}`, 'utf8');

// Gateway and auth-server have a database each. The converter, which runs ffmpeg on what strangers send, and the notifier
// get what rights.json lists: actions by collection. Tests compare it with the commands that they send.
const rights = JSON.parse(fs.readFileSync('/opt/soundlift/rights.json', 'utf8'));
const roles = {
	'auth-server': [{ role: 'readWrite', db: 'soundlift_auth' }],
	'gateway': [{ role: 'readWrite', db: 'soundlift' }],
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
for (const [user, databases] of Object.entries(rights)) {
	const role = `soundlift_${user}`;
	const privileges = Object.entries(databases).flatMap(([db, collections]) =>
		Object.entries(collections).map(([collection, actions]) => ({ resource: { db, collection }, actions })));
	if (admin.getRole(role)) {
		admin.updateRole(role, { privileges, roles: [] });
	}
	else {
		admin.createRole({ role, privileges, roles: [] });
	}
	roles[user] = [{ role, db: 'admin' }];
}
for (const [user, granted] of Object.entries(roles)) {
	const settings = { pwd: secret(user), roles: granted };
	if (admin.getUser(user)) {
		admin.updateUser(user, settings);
	}
	else {
		admin.createUser({ user, ...settings });
	}
}
// a role of earlier versions
if (admin.getRole('soundlift_reader')) {
	admin.dropRole('soundlift_reader');
}
print('Users are in place');
